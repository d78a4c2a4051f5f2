package webscale.local;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.util.HashMap;
import java.util.Map;

/** One event loop of the gateway, with connections of its own to the services. */
final class GatewayVerticle extends AbstractVerticle {
    /** To each service, in requests at once: HTTP/1.1 without pipelining. */
    private static final int CONNECTIONS_MAX = 512;
    /** Longer than any request is held, so that waiting is never taken for idleness. */
    private static final int IDLE_SECONDS = 180;
    /** Shorter than the services', so that it is the gateway that closes what nobody uses. */
    private static final int POOLED_SECONDS = 60;

    /** Connections of clients to one event loop; the next one is closed. */
    private static final int VISITORS_MAX = 8_192;

    private static final long STOP_MILLIS_MAX = 20_000;

    private final int port;
    private final Map<String, Integer> ports;
    private final Patience patience;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Visitors visitors = new Visitors(VISITORS_MAX);
    private HttpClient client;
    private HttpServer server;
    private boolean stopping;

    GatewayVerticle(int port, Map<String, Integer> ports, Patience patience) {
        this.port = port;
        this.ports = ports;
        this.patience = patience;
    }

    @Override
    public void start(Promise<Void> started) {
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAliveTimeout(POOLED_SECONDS)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setConnectTimeout(5_000)
                        .setPipelining(false),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(-1));
        ports.forEach((segment, to) -> origins.put(segment, new Origin(vertx, client, to, patience)));
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setIdleTimeout(IDLE_SECONDS)
                .setAcceptBacklog(4_096)
                .setMaxInitialLineLength(8_192)
                .setMaxHeaderSize(16_384)
                .setHandle100ContinueAutomatically(true)
                // Who might yet ask for HTTP/2 isn't told to us before the first bytes, and the silent send none.
                .setHttp2ClearTextEnabled(false)
                .setTcpFastOpen(false));
        server.connectionHandler(visitors::came);
        vertx.setPeriodic(patience.idle().toMillis(), timer -> visitors.sendOffTheQuiet());
        server.requestHandler(this::handle).listen().<Void>mapEmpty().onComplete(started);
    }

    /** Takes no more requests and ends when those in flight are answered. */
    @Override
    public void stop(Promise<Void> stopped) {
        stopping = true;
        awaitQuiet(stopped, System.nanoTime() + STOP_MILLIS_MAX * 1_000_000);
    }

    private void handle(HttpServerRequest request) {
        if (!visitors.asks(request)) {
            return;
        }
        var path = RequestPath.normal(request.path());
        if (path.isEmpty()) {
            Problem.BAD_PATH.answer(request.response());
            return;
        }
        var origin = origins.get(RequestPath.firstSegment(path.get()));
        if (origin == null) {
            Problem.NO_SERVICE.answer(request.response());
        } else if (stopping) {
            var checkout = Repetition.of(request.method(), path.get()) == Repetition.CHECKOUT;
            request.response().putHeader("Connection", "close");
            (checkout ? Problem.NOT_BEGUN : Problem.UNAVAILABLE).answer(request.response());
        } else {
            origin.forward(request);
        }
    }

    private void awaitQuiet(Promise<Void> stopped, long deadlineNanos) {
        var inFlight = origins.values().stream().mapToInt(Origin::inFlight).sum();
        if (inFlight == 0 || System.nanoTime() > deadlineNanos) {
            server.close().compose(closed -> client.close()).onComplete(stopped);
        } else {
            vertx.setTimer(10, timer -> awaitQuiet(stopped, deadlineNanos));
        }
    }
}
