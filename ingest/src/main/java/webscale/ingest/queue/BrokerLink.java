package webscale.ingest.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Readies the broker before the channels use it, frees it of what is stored, and measures what isn't yet. */
@Default
@Readiness
@ApplicationScoped
public class BrokerLink implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(BrokerLink.class);
    private static final int BEFORE_THE_CHANNELS = 1;

    private final Broker broker;
    private final CountDownLatch declared = new CountDownLatch(1);
    private volatile double waiting = Double.NaN;

    BrokerLink(
            @ConfigProperty(name = "webscale.ingest.broker", defaultValue = "kafka") String broker,
            @ConfigProperty(name = "webscale.ingest.lanes", defaultValue = "4") int lanes,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String kafka,
            @ConfigProperty(name = "rabbitmq-host", defaultValue = "localhost") String rabbitHost,
            @ConfigProperty(name = "rabbitmq-port", defaultValue = "5672") int rabbitPort,
            @ConfigProperty(name = "rabbitmq-username", defaultValue = "guest") String rabbitUser,
            @ConfigProperty(name = "rabbitmq-password", defaultValue = "guest") String rabbitPassword,
            MeterRegistry metrics) {
        this.broker = broker.equals("kafka")
                ? new KafkaBroker(kafka, lanes)
                : new RabbitBroker(rabbitHost, rabbitPort, rabbitUser, rabbitPassword, lanes);
        Gauge.builder("webscale.ingest.lag", () -> waiting)
                .description("Messages that the broker has and that are not stored yet")
                .register(metrics);
    }

    /** A broker that is away at the start is waited for a moment, then behind the service's back. */
    void declare(@Observes @Priority(BEFORE_THE_CHANNELS) StartupEvent start) throws InterruptedException {
        Thread.ofVirtual().name("declare").start(() -> {
            Backoff.untilDone("The topics can't be declared", broker::declare);
            declared.countDown();
        });
        declared.await(5, TimeUnit.SECONDS);
    }

    /** Returns once everything is there that messages are sent to. */
    void awaitDeclared() throws InterruptedException {
        declared.await();
    }

    /** Messages that the broker has and that are not stored yet, a few seconds ago; empty if it can't be told. */
    public OptionalLong lag() {
        var lag = waiting;
        return Double.isNaN(lag) ? OptionalLong.empty() : OptionalLong.of((long) lag);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("broker")
                .status(declared.getCount() == 0)
                .build();
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        if (declared.getCount() > 0) {
            return;
        }
        try {
            waiting = broker.waiting();
        } catch (Exception e) {
            waiting = Double.NaN;
            LOG.debugf("The lag is unknown: %s", e.getMessage());
        }
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void trim() {
        try {
            broker.trim();
        } catch (Exception e) {
            LOG.warnf("The broker still keeps what is stored: %s", e.getMessage());
        }
    }
}
