package webscale.order.remote;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** What this service asks of payment. */
@RegisterRestClient(configKey = "payment")
@Path("/internal/charges")
public interface PaymentClient {
    /** Attempts to settle, to release and to hold credit for, in one call, done in this order. */
    record Charges(List<Charge> settles, List<Charge> releases, List<Charge> holds) {}

    /** The answer to each hold, in the order of the request. */
    record Answers(List<HoldAnswer> holds) {}

    /** Charges after this one, at most {@code limit}; held ones only, or paid ones too. */
    record PageRequest(Charge after, boolean heldOnly, int limit) {}

    @POST
    Answers apply(Charges charges);

    @POST
    @Path("page")
    List<Charge> page(PageRequest request);

    /** Of these attempts, the ones that hold or took credit. */
    @POST
    @Path("live")
    List<Charge> live(List<Charge> attempts);
}
