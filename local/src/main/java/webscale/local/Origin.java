package webscale.local;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;

/** A service behind the gateway, as one event loop sees it. */
final class Origin implements ProxyInterceptor, OriginRequestProvider {
    /** Requests at once; the next one is refused, so that those which are taken don't wait long, and memory is bounded. */
    private static final int IN_FLIGHT_MAX = 1_024;

    private static final String EXCHANGE = "exchange";
    private static final String SLOW = "slow";
    /** Replaces up to a million rows. */
    private static final String BATCH_INIT = "/batch_init/";

    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions address;
    private final RequestOptions slowAddress;
    private final Patience patience;
    private final HttpProxy proxy;
    private int inFlight;

    Origin(Vertx vertx, HttpClient client, int port, Patience patience) {
        this.vertx = vertx;
        this.client = client;
        this.patience = patience;
        this.slowAddress = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setConnectTimeout(patience.unsent().toMillis());
        this.address = new RequestOptions(slowAddress)
                .setIdleTimeout(patience.silence().toMillis());
        this.proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin((OriginRequestProvider) this)
                .addInterceptor(this);
    }

    void forward(HttpServerRequest request) {
        if (inFlight < IN_FLIGHT_MAX) {
            proxy.handle(request);
        } else {
            Problem.OVERLOADED.answer(request.response());
        }
    }

    /** Requests that have no answer yet. */
    int inFlight() {
        return inFlight;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        inFlight++;
        var request = context.request();
        var incoming = request.proxiedRequest();
        var headers = request.headers();
        var length = headers.get(HttpHeaders.CONTENT_LENGTH);
        var body = headers.contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
        if (!body) {
            request.setBody(null);
            incoming.resume(); // it ends by itself; a stream could be sent only once
        }
        headers.remove(HttpHeaders.EXPECT); // the server has said 100 Continue already
        if (!incoming.uri().startsWith("/")) {
            var query = incoming.query();
            request.setURI(query == null ? incoming.path() : incoming.path() + "?" + query);
        }
        var path = RequestPath.normal(incoming.path()).orElseThrow();
        var exchange = new Exchange(vertx, context, Repetition.of(incoming.method(), path), body, patience);
        context.set(SLOW, body || path.contains(BATCH_INIT));
        context.set(EXCHANGE, exchange);
        return exchange.answer().recover(nothingToSay -> {
            inFlight--;
            incoming.connection().close();
            return Promise.<ProxyResponse>promise().future(); // for ever: the proxy would answer a failure with 502
        });
    }

    @Override
    public Future<HttpClientRequest> create(ProxyContext context) {
        return client.request(context.get(SLOW, Boolean.class) ? slowAddress : address)
                .map(connected -> {
                    context.get(EXCHANGE, Exchange.class).sending();
                    return connected;
                });
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        context.response().headers().remove(HttpHeaders.CONNECTION); // it is about the other connection
        return context.sendResponse().onComplete(sent -> inFlight--);
    }
}
