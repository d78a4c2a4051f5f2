package webscale.query.documents.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import webscale.commons.http.ProblemException;
import webscale.query.documents.DocumentsConfig;

/**
 * Calls of the server. What fails is logged here, once per call, and thrown as a 503; a write that failed that way may
 * or may not have been done.
 */
@ApplicationScoped
public class RedisCalls {
    private static final Logger LOG = Logger.getLogger(RedisCalls.class);

    private final Redis redis;
    private final long timeoutMillis;

    RedisCalls(Redis redis, DocumentsConfig config) {
        this.redis = redis;
        this.timeoutMillis = config.redisTimeout().toMillis();
    }

    /** Calls and comes back at once. */
    CompletionStage<Response> send(Request request) {
        return redis.send(request)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .exceptionally(e -> {
                    throw unavailable(e);
                });
    }

    /** The same with a script, which the server may not know yet. */
    CompletionStage<Response> send(Script script, List<String> keys, List<Buffer> arguments) {
        return redis.send(evalsha(script, keys, arguments))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .exceptionallyCompose(e -> isUnknownScript(e)
                        ? redis.send(eval(Command.EVAL, script.source(), keys, arguments))
                                .toCompletionStage()
                        : CompletableFuture.failedStage(e))
                .exceptionally(e -> {
                    throw unavailable(e);
                });
    }

    /** Calls and waits; for the threads of the batchers, never for an event loop. */
    Response await(Script script, List<String> keys, List<Buffer> arguments) {
        return await(send(script, keys, arguments));
    }

    Response await(CompletionStage<Response> call) {
        try {
            return call.toCompletableFuture().get(2 * timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProblemException known ? known : unavailable(e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static Request evalsha(Script script, List<String> keys, List<Buffer> arguments) {
        return eval(Command.EVALSHA, script.sha1(), keys, arguments);
    }

    private static Request eval(Command command, String script, List<String> keys, List<Buffer> arguments) {
        var request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private static boolean isUnknownScript(Throwable e) {
        var cause = e instanceof CompletionException ? e.getCause() : e;
        return cause.getMessage() != null && cause.getMessage().startsWith("NOSCRIPT");
    }

    private static ProblemException unavailable(Throwable e) {
        var cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        LOG.warnf("A call of Redis failed: %s", cause);
        return new ProblemException(503, "unavailable", "The documents can't be reached at the moment");
    }
}
