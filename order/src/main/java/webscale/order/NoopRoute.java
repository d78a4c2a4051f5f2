package webscale.order;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * {@code GET /orders/noop} does nothing, as cheaply as this service can: no REST layer, no body, no database. It is the
 * yardstick of {@code ./bench.sh}, which divides the throughput of every other call by the one of this. Both go
 * through the same gateway to the same process, so the ratio tells what the work itself costs, on any machine.
 */
@ApplicationScoped
class NoopRoute {
    void register(@Observes Router router) {
        router.route(HttpMethod.GET, "/orders/noop").order(Integer.MIN_VALUE).handler(context -> context.response()
                .end());
    }
}
