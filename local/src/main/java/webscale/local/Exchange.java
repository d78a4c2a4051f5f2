package webscale.local;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyResponse;

/**
 * One request on its way through the gateway, held and repeated as long as that is safe. What was never sent may always
 * be repeated; so may what the service refused because it was shutting down. What was sent and not answered is repeated
 * by its {@link Repetition}, and not at all once part of its body is gone.
 */
final class Exchange {
    private final Vertx vertx;
    private final ProxyContext context;
    private final Repetition repetition;
    private final boolean body;
    private final Patience patience;
    private final long begunNanos = System.nanoTime();
    private long pauseMillis;
    /** The current try has a connection: from here on the service may have seen the request. */
    private boolean sent;
    /** Some try was sent and not answered, so the service may have done it. */
    private boolean unknown;

    Exchange(Vertx vertx, ProxyContext context, Repetition repetition, boolean body, Patience patience) {
        this.vertx = vertx;
        this.context = context;
        this.repetition = repetition;
        this.body = body;
        this.patience = patience;
        this.pauseMillis = patience.pause().toMillis();
    }

    /** Told by whoever opens the connection to the service. */
    void sending() {
        sent = true;
    }

    /** The service's answer or the gateway's own; fails only when the client must be left without one. */
    Future<ProxyResponse> answer() {
        sent = false;
        return context.sendRequest().transform(this::judge);
    }

    private Future<ProxyResponse> judge(AsyncResult<ProxyResponse> attempt) {
        if (attempt.failed()) {
            unknown |= sent;
            return again(repetition != Repetition.NEVER || !sent);
        }
        var response = attempt.result();
        if (response.getStatusCode() < 500) {
            return Future.succeededFuture(response);
        }
        if (shuttingDown(response)) {
            response.release();
            return again(true);
        }
        if (repetition == Repetition.CHECKOUT) {
            response.release();
            unknown = true; // a fault tells nothing about the sale
            return again(true);
        }
        return Future.succeededFuture(response);
    }

    /** Quarkus's graceful shutdown answers so before it looks at the request. */
    private static boolean shuttingDown(ProxyResponse response) {
        return response.getStatusCode() == 503
                && "close".equalsIgnoreCase(response.headers().get("Connection"));
    }

    private Future<ProxyResponse> again(boolean safe) {
        if (context.request().proxiedRequest().response().closed()) {
            return Future.failedFuture("the client has gone");
        }
        var limit = unknown && repetition == Repetition.CHECKOUT ? patience.unknown() : patience.unsent();
        var bodyGone = body && sent;
        if (!safe || bodyGone || System.nanoTime() - begunNanos + pauseMillis * 1_000_000 > limit.toNanos()) {
            return giveUp();
        }
        var next = Promise.<ProxyResponse>promise();
        vertx.setTimer(pauseMillis, timer -> answer().onComplete(next));
        pauseMillis = Math.min(2 * pauseMillis, patience.pauseMax().toMillis());
        return next.future();
    }

    private Future<ProxyResponse> giveUp() {
        if (repetition == Repetition.CHECKOUT && unknown) {
            return Future.failedFuture("neither a sale nor a refusal can be promised");
        }
        if (body) {
            context.request().release(); // lets the rest of it pass by
        }
        var problem = repetition == Repetition.CHECKOUT ? Problem.NOT_BEGUN : Problem.UNAVAILABLE;
        return Future.succeededFuture(problem.in(context.request().response()));
    }
}
