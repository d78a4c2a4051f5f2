package webscale.commons.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Answers clients in what the service has, if it has nothing that they accept (RFC 9110 section 12.5.1 leaves the choice
 * to the server): a 406 would hide the true answer, and for a client that counts statuses be a refusal.
 */
@Singleton
public class AnyAccept {
    private static final int BEFORE_THE_ROUTES = 100;

    void register(@Observes Filters filters) {
        filters.register(
                request -> {
                    var headers = request.request().headers();
                    var accept = headers.getAll(HttpHeaders.ACCEPT);
                    if (!accept.isEmpty() && accept.stream().noneMatch(types -> types.contains("*/*"))) {
                        headers.set(HttpHeaders.ACCEPT, String.join(", ", accept) + ", */*;q=0.001");
                    }
                    request.next();
                },
                BEFORE_THE_ROUTES);
    }
}
