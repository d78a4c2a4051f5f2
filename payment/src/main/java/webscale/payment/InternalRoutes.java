package webscale.payment;

import com.fasterxml.jackson.core.type.TypeReference;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import webscale.commons.http.InternalCalls;

/** What the order service asks of this one. */
@ApplicationScoped
class InternalRoutes {
    void register(@Observes Router router, InternalCalls calls, ChargeTable charges, ChargeBook book) {
        calls.serve(
                router,
                "/internal/charges",
                new TypeReference<ChargeBatch>() {},
                batch -> new ChargeBatch.Answer(charges.apply(batch)));
        calls.serve(router, "/internal/charges/page", new TypeReference<ChargeBook.PageRequest>() {}, book::page);
        calls.serve(router, "/internal/charges/held", new TypeReference<ChargeBook.HeldRequest>() {}, book::held);
        calls.serve(router, "/internal/charges/live", new TypeReference<List<Attempt>>() {}, book::live);
    }
}
