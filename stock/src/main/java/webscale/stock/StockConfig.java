package webscale.stock;

import io.smallrye.config.ConfigMapping;
import webscale.commons.batch.BatchConfig;

/** Settings of the stock service, {@code webscale.stock.*}. */
@ConfigMapping(prefix = "webscale.stock")
public interface StockConfig {
    /** Look-ups of items. */
    BatchConfig find();

    /** Stock added and subtracted. */
    BatchConfig change();
}
