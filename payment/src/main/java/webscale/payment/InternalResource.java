package webscale.payment;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;

/** What the order service asks of this one. Not for clients: the gateway leads nowhere under /internal. */
@Path("/internal/charges")
@Blocking
public class InternalResource {
    private final ChargeTable charges;
    private final ChargeBook book;

    InternalResource(ChargeTable charges, ChargeBook book) {
        this.charges = charges;
        this.book = book;
    }

    @POST
    public ChargeBatch.Answer apply(ChargeBatch batch) {
        return new ChargeBatch.Answer(charges.apply(batch));
    }

    @POST
    @Path("page")
    public List<ChargeBook.Charge> page(ChargeBook.PageRequest request) {
        return book.page(request);
    }

    @POST
    @Path("live")
    public List<ChargeBook.Charge> live(List<Attempt> attempts) {
        return book.live(attempts);
    }
}
