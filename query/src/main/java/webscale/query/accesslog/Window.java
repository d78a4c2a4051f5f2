package webscale.query.accesslog;

import java.time.OffsetDateTime;
import java.util.Optional;
import webscale.query.http.Params;

/**
 * The requests to look at.
 *
 * @param from the first instant; none: since the first request
 * @param to   the first instant after them; none: until the last request
 */
record Window(Optional<OffsetDateTime> from, Optional<OffsetDateTime> to, int limit) {
    private static final int HOSTS = 10;

    static Window of(String from, String to, String limit, int limitMax) {
        var window = new Window(
                Params.instant("from", from),
                Params.instant("to", to),
                Params.number("limit", limit, HOSTS, 1, limitMax));
        Params.requireOrder(window.from, window.to);
        return window;
    }

    /** The same for the same window, however it was written. */
    String name() {
        return from.map(OffsetDateTime::toInstant) + ":" + to.map(OffsetDateTime::toInstant) + ":" + limit;
    }
}
