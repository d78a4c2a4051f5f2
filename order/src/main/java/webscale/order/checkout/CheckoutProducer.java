package webscale.order.checkout;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import webscale.order.OrderConfig;
import webscale.order.remote.PaymentClient;
import webscale.order.remote.StockClient;

/** Puts the checkout together and starts and stops it with the service. */
@Startup
@Singleton
public class CheckoutProducer {
    private final RealSteps steps;
    private final Recovery recovery;
    private final Checkouts checkouts;

    CheckoutProducer(
            CheckoutTable table,
            ReplicaTable replicas,
            @RestClient PaymentClient payment,
            @RestClient StockClient stock,
            OrderConfig config,
            MeterRegistry metrics) {
        recovery = new Recovery(table, replicas, payment, config.checkout());
        steps = new RealSteps(table, payment, stock, recovery::replica, config, metrics);
        checkouts = new Checkouts(
                steps, config.checkout().inFlightMax(), config.checkout().patience());
        metrics.gauge("webscale.checkout.in.flight", checkouts, Checkouts::inFlight);
        recovery.start(checkouts, steps);
    }

    @Produces
    @Singleton
    Checkouts checkouts() {
        return checkouts;
    }

    @PreDestroy
    void stop() {
        recovery.close();
        steps.close();
    }
}
