package webscale.payment;

import io.smallrye.config.ConfigMapping;
import webscale.commons.batch.BatchConfig;

/** Settings of the payment service, {@code webscale.payment.*}. */
@ConfigMapping(prefix = "webscale.payment")
public interface PaymentConfig {
    /** Look-ups of users. */
    BatchConfig find();

    /** Funds added and payments without an order. */
    BatchConfig change();
}
