package webscale.query.warehouse;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of reading the warehouse, {@code webscale.warehouse.*}. */
@ConfigMapping(prefix = "webscale.warehouse")
public interface WarehouseConfig {
    /** Questions that Postgres works on at once; fewer than the pool has connections, which leaves some for the versions. */
    @WithDefault("6")
    int concurrency();

    /** Questions that may wait for their turn; beyond: 429. */
    @WithDefault("512")
    int waitingMax();

    /** How long a question may wait for its turn; beyond: 429. */
    @WithDefault("15s")
    Duration patience();
}
