package webscale.order.audit;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.stream.Stream;
import webscale.commons.audit.Audit;

/**
 * The service proves its books, against those of payment and stock too. A management path: the gateway doesn't lead
 * here. Reads everything, so it takes seconds where there are millions of orders.
 */
@Path("/q/audit")
@Blocking
public class AuditResource {
    private final OrderBook book;
    private final Pairing pairing;

    AuditResource(OrderBook book, Pairing pairing) {
        this.book = book;
        this.pairing = pairing;
    }

    @GET
    public Audit audit() {
        return Audit.of(
                "order",
                Stream.concat(book.checks().stream(), pairing.checks().stream()).toList());
    }
}
