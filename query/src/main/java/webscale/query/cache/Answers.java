package webscale.query.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Answers questions: from this process's memory for a second, else from Redis, else from the warehouse. However many ask
 * the same at once, this process looks once, and of all replicas one asks the warehouse while the others wait. Without
 * Redis it is slower and as true.
 */
@Singleton
public class Answers {
    private static final Logger LOG = Logger.getLogger(Answers.class);

    /** Raised when answers get another form, so that replicas of two releases don't read each other's. */
    private static final String PREFIX = "answer:1:";

    private static final int OVERHEAD_BYTES = 256;
    private static final Duration LOCK_POLL = Duration.ofMillis(20);

    private final Versions versions;
    private final SharedAnswers shared;
    private final ObjectMapper json;
    private final CacheConfig config;
    private final AsyncCache<String, Answer<?>> near;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Counter found;
    private final Counter asked;

    Answers(Versions versions, SharedAnswers shared, ObjectMapper json, CacheConfig config, MeterRegistry metrics) {
        this.versions = versions;
        this.shared = shared;
        this.json = json;
        this.config = config;
        this.near = Caffeine.newBuilder()
                .maximumWeight(config.nearMax().asLongValue())
                .weigher((String key, Answer<?> answer) -> OVERHEAD_BYTES + key.length() + 2 * answer.json().length)
                .expireAfter(Expiry.creating((String _, Answer<?> answer) -> Duration.ofNanos(answer.nearNanos())))
                .buildAsync();
        this.found = metrics.counter("webscale.cache.answers", "from", "redis");
        this.asked = metrics.counter("webscale.cache.answers", "from", "warehouse");
    }

    /** The answer, no older than the question allows. */
    @SuppressWarnings("unchecked") // a key has one question, and that one type
    public <T> CompletionStage<Answer<T>> to(Question<T> question) {
        var version = versions.of(question.datasets());
        var key = PREFIX + version.orElse("?") + question.name();
        return (CompletableFuture<Answer<T>>) (CompletableFuture<?>) near.get(
                key,
                (_, _) -> CompletableFuture.supplyAsync(
                        () -> question.shared() && version.isPresent()
                                ? find(question, key)
                                : ask(question, config.near()),
                        threads));
    }

    private <T> Answer<T> find(Question<T> question, String key) {
        long giveUp = System.nanoTime() + config.lock().toNanos();
        do {
            switch (lookUp(question, key)) {
                case Looked.Known<T> known -> {
                    found.increment();
                    return known.answer();
                }
                case Looked.Away<T> _ -> {
                    return ask(question, config.nearAlone());
                }
                case Looked.Unknown<T> _ -> {
                    if (shared.lock(key)) {
                        return askForAll(question, key);
                    }
                }
            }
        } while (paused() && System.nanoTime() < giveUp);
        return ask(question, config.near());
    }

    private <T> Answer<T> askForAll(Question<T> question, String key) {
        try {
            // Another may have found it since we looked.
            if (lookUp(question, key) instanceof Looked.Known<T> known) {
                found.increment();
                return known.answer();
            }
            long began = System.nanoTime();
            var answer = ask(question, config.near());
            var age = Duration.ofNanos(System.nanoTime() - began).plus(config.near());
            shared.put(key, answer.json(), question.lifetime().minus(age));
            return answer;
        } finally {
            shared.unlock(key);
        }
    }

    private <T> Answer<T> ask(Question<T> question, Duration near) {
        asked.increment();
        var value = question.ask().get();
        var use = near.compareTo(question.lifetime()) < 0 ? near : question.lifetime();
        try {
            return new Answer<>(value, json.writeValueAsBytes(value), use.toNanos());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private sealed interface Looked<T> {
        record Known<T>(Answer<T> answer) implements Looked<T> {}

        record Unknown<T>() implements Looked<T> {}

        record Away<T>() implements Looked<T> {}
    }

    private <T> Looked<T> lookUp(Question<T> question, String key) {
        return switch (shared.get(key)) {
            case SharedAnswers.Lookup.Found it -> read(question, key, it.json());
            case SharedAnswers.Lookup.Missing _ -> new Looked.Unknown<>();
            case SharedAnswers.Lookup.Away _ -> new Looked.Away<>();
        };
    }

    /** What somebody else wrote there is no answer. */
    private <T> Looked<T> read(Question<T> question, String key, byte[] text) {
        try {
            return new Looked.Known<>(new Answer<>(
                    json.readValue(text, question.type()), text, config.near().toNanos()));
        } catch (IOException e) {
            LOG.warnf("%s in Redis is no answer: %s", key, e.getMessage());
            return new Looked.Unknown<>();
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(LOCK_POLL);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
