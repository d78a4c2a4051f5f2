package webscale.query.cache;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something to ask the warehouse whose answer may be used again.
 *
 * @param name     tells it from every other question; made of parsed values, so that each question has one name
 * @param datasets what the answer depends on: when one of them changes, the answer is asked anew
 * @param type     of the answer, as it is written in JSON
 * @param lifetime how old an answer may be, {@link CacheConfig#near()} included
 * @param shared   whether replicas share the answer through Redis; not worth it for what hardly anybody asks twice
 * @param ask      finds the answer; runs on a thread that may block
 */
public record Question<T>(
        String name,
        List<String> datasets,
        TypeReference<T> type,
        Duration lifetime,
        boolean shared,
        Supplier<T> ask) {}
