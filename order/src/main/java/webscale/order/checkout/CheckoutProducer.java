package webscale.order.checkout;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import webscale.order.OrderConfig;
import webscale.order.remote.PaymentClient;
import webscale.order.remote.StockClient;

/** Puts the checkout together, and starts and stops it with the service. */
@Startup
@Singleton
public class CheckoutProducer {
    private final RealSteps steps;
    private final Checkouts checkouts;
    private final Recovery recovery;
    private final ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("checkout-recovery").daemon().factory());

    CheckoutProducer(
            CheckoutTable table,
            ReplicaTable replicas,
            PaymentClient payment,
            StockClient stock,
            OrderConfig config,
            MeterRegistry metrics) {
        var settings = config.checkout();
        steps = new RealSteps(table, payment, stock, this::replica, config, metrics);
        checkouts = new Checkouts(steps, settings.inFlightMax(), settings.patience());
        recovery = new Recovery(
                new SharedRecords(table, replicas, payment), checkouts, steps, settings.lease(), settings.sweep());
        metrics.gauge("webscale.checkout.in.flight", checkouts, Checkouts::inFlight);
        TimeGauge.builder("webscale.checkout.oldest", () -> checkouts.oldest().toNanos(), TimeUnit.NANOSECONDS)
                .description("How long the checkout that takes longest has been on its way")
                .register(metrics);
        heartbeat.scheduleWithFixedDelay(recovery::tick, 0, settings.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Produces
    @Singleton
    Checkouts checkouts() {
        return checkouts;
    }

    @PreDestroy
    void stop() {
        heartbeat.shutdownNow();
        steps.close();
        try {
            if (heartbeat.awaitTermination(5, TimeUnit.SECONDS) && checkouts.inFlight() == 0) {
                recovery.leave();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int replica() {
        return recovery.replica();
    }
}
