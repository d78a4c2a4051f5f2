package webscale.payment;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import webscale.commons.audit.Audit;

/** The service proves its books. A management path: the gateway doesn't lead here. */
@Path("/q/audit")
@Blocking
public class AuditResource {
    private final ChargeBook book;

    AuditResource(ChargeBook book) {
        this.book = book;
    }

    @GET
    public Audit audit() {
        return book.audit();
    }
}
