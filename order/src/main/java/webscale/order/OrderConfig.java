package webscale.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import webscale.commons.batch.BatchConfig;

/** Settings of the order service, {@code webscale.order.*}. */
@ConfigMapping(prefix = "webscale.order")
public interface OrderConfig {
    /** Look-ups of orders. */
    BatchConfig find();

    /** Lines added and removed. */
    BatchConfig edit();

    /** Prices asked of stock. */
    BatchConfig price();

    /** Stock asked whether an order that is looked up while in checkout is sold already. */
    BatchConfig sold();

    /** Checkouts begun, and ended, in the order's own table. */
    BatchConfig log();

    /** Calls to payment, for checkouts. */
    BatchConfig payment();

    /** Calls to stock, for checkouts. */
    BatchConfig stock();

    Checkout checkout();

    /** How long a checkout may take, and who ends it when its replica is gone. */
    interface Checkout {
        /** Checkouts in flight in one replica; the next one is answered 429. Keep below every {@code waitingMax}. */
        @WithDefault("4096")
        int inFlightMax();

        /** How long a checkout is driven forward; one that is undecided by then is cancelled. */
        @WithDefault("20s")
        Duration patience();

        /** How long a replica that doesn't renew its lease still counts as alive. */
        @WithDefault("3s")
        Duration lease();

        /** How often a replica renews its lease and looks for others that died. */
        @WithDefault("1s")
        Duration heartbeat();

        /** How often payment is asked for holds whose attempt has ended; also done at start and after a death. */
        @WithDefault("60s")
        Duration sweep();
    }
}
