package webscale.query.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Settings of the cache of answers, {@code webscale.cache.*}. How long an answer may be used at all is a setting of what
 * it is about, such as {@code webscale.weather.lifetime}.
 */
@ConfigMapping(prefix = "webscale.cache")
public interface CacheConfig {
    /** How long this process uses an answer before it looks at Redis again. Adds to the age that an answer may have. */
    @WithDefault("1s")
    Duration near();

    /** The same while Redis is away, when looking again means asking the warehouse. */
    @WithDefault("5s")
    Duration nearAlone();

    /** Memory for answers in this process, and as much again for pages; the least used go first. */
    @WithDefault("12M")
    MemorySize nearMax();

    /** Answers that are longer as JSON stay out of Redis. */
    @WithDefault("256K")
    MemorySize sharedMax();

    /** New answers a second that go to Redis, so that a flood of made-up questions can't fill it. */
    @WithDefault("200")
    int sharedPerSecond();

    /** How long to wait for Redis; then it counts as away. */
    @WithDefault("500ms")
    Duration redisTimeout();

    /** How long Redis is left alone once it was away; then one request tries. */
    @WithDefault("1s")
    Duration redisRetry();

    /** How long one replica may find an answer while the others wait for it; then they ask by themselves. */
    @WithDefault("10s")
    Duration lock();

    /** How often to look whether a dataset has changed: with {@link #near()}, how old an answer is once a load has ended. */
    @WithDefault("1s")
    Duration versionPoll();
}
