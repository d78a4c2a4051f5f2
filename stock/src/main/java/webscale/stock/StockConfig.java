package webscale.stock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import webscale.commons.batch.BatchLimits;

/** Settings of the stock service, {@code webscale.stock.*}. */
@ConfigMapping(prefix = "webscale.stock")
public interface StockConfig {
    /** Look-ups of items. */
    Batch find();

    /** Stock added and subtracted. */
    Batch change();

    /** Bounds of one batcher; see {@link BatchLimits}. */
    interface Batch {
        @WithDefault("1")
        int lanes();

        /** Requests in one batch. */
        @WithDefault("512")
        int sizeMax();

        /** Requests waiting before the next one is answered 429. */
        @WithDefault("8192")
        int waitingMax();

        default BatchLimits limits() {
            return new BatchLimits(lanes(), sizeMax(), waitingMax());
        }
    }
}
