package webscale.query.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static webscale.query.documents.Api.document;
import static webscale.query.documents.Api.edit;
import static webscale.query.documents.Api.error;
import static webscale.query.documents.Api.get;
import static webscale.query.documents.Api.ok;
import static webscale.query.documents.Api.send;
import static webscale.query.documents.Api.store;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis is killed, away or silent. */
@QuarkusTest
@TestProfile(RedisFaultsTest.Impatient.class)
@WithTestResource(PlainRedis.class)
@Timeout(180)
class RedisFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Waits half a second for Redis. */
    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("webscale.documents.redis-timeout", "500ms");
        }
    }

    RedisServer redis;

    @Test
    void every_acknowledged_write_is_there_after_a_kill() throws InterruptedException {
        var key = store("\"n\":0");
        var acknowledged = new AtomicInteger();
        var unknown = new AtomicInteger();
        var enough = new CountDownLatch(300);
        var writer = CompletableFuture.runAsync(() -> {
            while (unknown.get() == 0) {
                if (edit("increby", key, "n", "num", "1").statusCode() == 200) {
                    acknowledged.incrementAndGet();
                    enough.countDown();
                } else {
                    unknown.incrementAndGet();
                }
            }
        });
        enough.await();
        redis.kill();
        writer.join();
        redis.start();
        awaitOk(key);
        assertThat(document(key).get("n").asInt()).isBetween(acknowledged.get(), acknowledged.get() + unknown.get());
        ok(edit("increby", key, "n", "num", "1"));
    }

    @Test
    void says_503_while_redis_is_away_and_goes_on_when_it_is_back() {
        var key = store("\"n\":0");
        redis.kill();
        error(get("doc/" + key), 503);
        error(get("keys"), 503);
        error(get("hash/" + key), 503);
        error(get("string/" + key), 503);
        error(get("ttl/" + key), 503);
        error(get("docs?id=" + key), 503);
        error(send("POST", "redisjson", "{}"), 503);
        error(send("DELETE", "redisjson/delete/" + key, ""), 503);
        error(edit("increby", key, "n", "num", "1"), 503);
        assertThat(Api.request().get("/documents?key=" + key).statusCode()).isEqualTo(503);
        assertThat(Api.request().get("/q/health/ready").statusCode())
                .as("everything but documents is answered without Redis")
                .isEqualTo(200);
        assertThat(Api.request().get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(get("noop").statusCode()).isEqualTo(200);
        redis.start();
        awaitOk(key);
        assertThat(document(key).get("n").asInt()).isZero();
    }

    @Test
    void says_503_while_redis_is_silent_and_goes_on_when_it_speaks() {
        var key = store("\"n\":0");
        redis.signal("STOP");
        try {
            error(get("doc/" + key), 503);
            error(edit("increby", key, "n", "num", "1"), 503);
        } finally {
            redis.signal("CONT");
        }
        awaitOk(key);
        assertThat(document(key).get("n").asInt()).as("the outcome was unknown").isBetween(0, 1);
    }

    private static void awaitOk(String key) {
        Await.until(
                "documents are there again", PATIENCE, () -> get("doc/" + key).statusCode() == 200);
    }
}
