package webscale.commons.batch;

import io.smallrye.config.WithDefault;

/** {@link BatchLimits} as a group of settings, for a service's own {@code @ConfigMapping}. */
public interface BatchConfig {
    /** Batches worked on at once; each takes a connection. */
    @WithDefault("1")
    int lanes();

    /** Requests in one batch. */
    @WithDefault("512")
    int sizeMax();

    /** Requests waiting before the next one is refused, which HTTP says by 429. */
    @WithDefault("8192")
    int waitingMax();

    default BatchLimits limits() {
        return new BatchLimits(lanes(), sizeMax(), waitingMax());
    }
}
