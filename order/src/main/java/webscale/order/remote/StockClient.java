package webscale.order.remote;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** What this service asks of stock. */
@RegisterRestClient(configKey = "stock")
@Path("/internal")
public interface StockClient {
    /** Attempts to fence and attempts that take, in one call. */
    record Takings(List<Taking> fences, List<Taking> takes) {}

    /** The answers, in the order of the request. */
    record Answers(List<TakeAnswer> fences, List<TakeAnswer> takes) {}

    /** Takings after this one, at most {@code limit}. */
    record PageRequest(Taking after, int limit) {}

    @POST
    @Path("takings")
    Answers takings(Takings takings);

    @POST
    @Path("takings/page")
    List<Taking> takingsPage(PageRequest request);

    /** Of these attempts, the ones that took stock. */
    @POST
    @Path("takings/live")
    List<Taking> liveTakings(List<Taking> attempts);

    /** Each item's price, null where there is no such item. */
    @POST
    @Path("prices")
    List<Long> prices(List<String> itemIds);
}
