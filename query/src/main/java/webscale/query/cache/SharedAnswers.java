package webscale.query.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.client.RedisClientName;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Answers in Redis, where all replicas find them. Redis may be away, slow or emptied at any time; then it is left alone
 * for a while, in which {@link Lookup.Away} comes at once. For threads that may block.
 */
@Singleton
public class SharedAnswers {
    private static final Logger LOG = Logger.getLogger(SharedAnswers.class);

    /** What Redis says about a key. */
    sealed interface Lookup {
        record Found(byte[] json) implements Lookup {
            @Override
            public boolean equals(Object other) {
                return this == other;
            }

            @Override
            public int hashCode() {
                return System.identityHashCode(this);
            }
        }

        record Missing() implements Lookup {}

        record Away() implements Lookup {}
    }

    private final Redis redis;
    private final CacheConfig config;
    private final Budget budget;
    private volatile boolean failing;
    private final AtomicLong nextTry = new AtomicLong();

    SharedAnswers(@RedisClientName("cache") Redis redis, CacheConfig config, MeterRegistry metrics) {
        this.redis = redis;
        this.config = config;
        this.budget = new Budget(config.sharedPerSecond());
        metrics.gauge("webscale.cache.redis.away", this, shared -> shared.failing ? 1 : 0);
    }

    Lookup get(String key) {
        return call(Request.cmd(Command.GET).arg(key))
                .map(answer -> answer.value == null ? new Lookup.Missing() : new Lookup.Found(answer.value.toBytes()))
                .orElseGet(Lookup.Away::new);
    }

    /** Whether this caller is the one to find the answer. The others may wait for it, and give up when they like. */
    boolean lock(String key) {
        return call(Request.cmd(Command.SET)
                        .arg(lockOf(key))
                        .arg("1")
                        .arg("NX")
                        .arg("PX")
                        .arg(config.lock().toMillis()))
                .map(answer -> answer.value != null)
                .orElse(true);
    }

    void unlock(String key) {
        call(Request.cmd(Command.DEL).arg(lockOf(key)));
    }

    void put(String key, byte[] json, Duration lifetime) {
        if (json.length <= config.sharedMax().asLongValue() && !lifetime.isNegative() && budget.take()) {
            call(Request.cmd(Command.SET)
                    .arg(key)
                    .arg(Buffer.buffer(json))
                    .arg("PX")
                    .arg(Math.max(1, lifetime.toMillis())));
        }
    }

    private static String lockOf(String key) {
        return key + ":lock";
    }

    /** An answer of Redis, which may be null. */
    private record Reply(Response value) {}

    private Optional<Reply> call(Request request) {
        if (failing && !isMyTurnToTry()) {
            return Optional.empty();
        }
        try {
            var value = redis.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(config.redisTimeout().toMillis(), TimeUnit.MILLISECONDS);
            if (failing) {
                failing = false;
                LOG.info("Redis is there again");
            }
            return Optional.of(new Reply(value));
        } catch (ExecutionException | TimeoutException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private boolean isMyTurnToTry() {
        long now = System.nanoTime();
        long next = nextTry.get();
        return now - next >= 0
                && nextTry.compareAndSet(next, now + config.redisRetry().toNanos());
    }

    private void failed(Exception e) {
        nextTry.set(System.nanoTime() + config.redisRetry().toNanos());
        if (!failing) {
            failing = true;
            LOG.warnf("Redis is away, answers come from the warehouse: %s", e.getCause() == null ? e : e.getCause());
        }
    }
}
