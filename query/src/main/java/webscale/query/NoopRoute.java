package webscale.query;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * {@code GET /noop} does nothing, as cheaply as this service can: no REST layer, no body. It is the yardstick of
 * {@code ./bench.sh query}, which divides the throughput of everything else by the one of this.
 */
@ApplicationScoped
class NoopRoute {
    void register(@Observes Router router) {
        router.route(HttpMethod.GET, "/noop").order(Integer.MIN_VALUE).handler(context -> context.response()
                .end());
    }
}
