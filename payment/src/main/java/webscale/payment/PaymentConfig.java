package webscale.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import webscale.commons.batch.BatchLimits;

/** Settings of the payment service, {@code webscale.payment.*}. */
@ConfigMapping(prefix = "webscale.payment")
public interface PaymentConfig {
    /** Look-ups of users. */
    Batch find();

    /** Funds added and payments without an order. */
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
