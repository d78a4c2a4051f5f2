package webscale.commons.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** There is one form of every answer, so what a client says it would accept changes nothing, errors included. */
@ApplicationScoped
public class AnyAccept {
    private static final int BEFORE_EVERYTHING = 1_000;

    void register(@Observes Filters filters) {
        filters.register(
                request -> {
                    request.request().headers().remove("Accept");
                    request.next();
                },
                BEFORE_EVERYTHING);
    }
}
