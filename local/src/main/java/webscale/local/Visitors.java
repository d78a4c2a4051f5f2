package webscale.local;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * The clients' connections of one event loop: not more than memory has room for, and none that is of no use to anyone. A
 * client may be as slow as it likes, but not for ever.
 */
final class Visitors {
    /** Its last request; whether it was the last already when we looked before. */
    private static final class Visitor {
        private HttpServerResponse last;
        private boolean quiet;
    }

    private final int most;
    private final Map<HttpConnection, Visitor> present = new HashMap<>();

    Visitors(int most) {
        this.most = most;
    }

    void came(HttpConnection connection) {
        if (present.size() >= most) {
            connection.close();
            return;
        }
        present.put(connection, new Visitor());
        connection.closeHandler(gone -> present.remove(connection));
    }

    /** Whether to listen: one that asks on and on without taking its answers would fill our memory with them. */
    boolean asks(HttpServerRequest request) {
        var visitor = present.get(request.connection());
        if (visitor == null || request.response().writeQueueFull()) {
            request.connection().close();
            return false;
        }
        visitor.last = request.response();
        visitor.quiet = false;
        return true;
    }

    /** Closes connections that have brought no whole request since the last call, and wait for no answer. */
    void sendOffTheQuiet() {
        var quiet = new ArrayList<HttpConnection>();
        present.forEach((connection, visitor) -> {
            if (visitor.last != null && !visitor.last.ended()) {
                return;
            }
            if (visitor.quiet) {
                quiet.add(connection);
            }
            visitor.quiet = true;
        });
        quiet.forEach(HttpConnection::close);
    }
}
