package webscale.local;

import io.vertx.core.http.HttpMethod;

/** What may be done when a request was sent and its answer never came. */
enum Repetition {
    /** It changes nothing: send it again. */
    READ,
    /** Exactly-once behind the gateway, and a 5xx would be counted as a sale: send it again, for longer. */
    CHECKOUT,
    /** It may have been done: say so. */
    NEVER;

    static Repetition of(HttpMethod method, String normalPath) {
        if (method == HttpMethod.POST) {
            return normalPath.startsWith("/orders/checkout/") ? CHECKOUT : NEVER;
        }
        var reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
        return reads && !normalPath.startsWith("/vote") ? READ : NEVER; // GET /vote_to_1 votes
    }
}
