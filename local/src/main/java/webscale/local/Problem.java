package webscale.local;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyResponse;

/** An answer of the gateway's own, as RFC 9457 has it. */
enum Problem {
    BAD_PATH(400, "Bad Request", "The path can't be decoded or has dot segments"),
    NO_SERVICE(404, "Not Found", "No service answers this path"),
    NOT_BEGUN(429, "Too Many Requests", "The service can't be reached; nothing was begun, try again"),
    OVERLOADED(429, "Too Many Requests", "Too many requests are under way; nothing was begun, try again"),
    UNAVAILABLE(503, "Service Unavailable", "The service can't be reached or broke off; try again");

    private static final String TYPE = "application/problem+json";
    private static final String RETRY_AFTER_SECONDS = "1";

    private final int status;
    private final Buffer body;

    Problem(int status, String title, String detail) {
        this.status = status;
        this.body = Buffer.buffer("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(title, status, detail));
    }

    void answer(HttpServerResponse response) {
        response.setStatusCode(status).putHeader("Content-Type", TYPE);
        if (retry()) {
            response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        response.end(body);
    }

    ProxyResponse in(ProxyResponse response) {
        response.setStatusCode(status).putHeader("Content-Type", TYPE).setBody(Body.body(body));
        return retry() ? response.putHeader("Retry-After", RETRY_AFTER_SECONDS) : response;
    }

    private boolean retry() {
        return status == 429 || status == 503;
    }
}
