package webscale.ingest.queue;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Sends to the broker. What is sent is durable there when a method returns. */
@ApplicationScoped
public class Queue {
    private static final int BEFORE_THE_CHANNELS = 1;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final int PERSISTENT = 2;

    private final Broker broker;
    private final MutinyEmitter<byte[]> chunks;
    private final MutinyEmitter<byte[]> deadLetters;
    private final CountDownLatch declared = new CountDownLatch(1);

    Queue(
            @ConfigProperty(name = "webscale.ingest.broker", defaultValue = "kafka") String broker,
            @ConfigProperty(name = "webscale.ingest.lanes", defaultValue = "4") int lanes,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String kafka,
            @ConfigProperty(name = "rabbitmq-host", defaultValue = "localhost") String rabbitHost,
            @ConfigProperty(name = "rabbitmq-port", defaultValue = "5672") int rabbitPort,
            @ConfigProperty(name = "rabbitmq-username", defaultValue = "guest") String rabbitUser,
            @ConfigProperty(name = "rabbitmq-password", defaultValue = "guest") String rabbitPassword,
            @Channel(BrokerSettings.CHUNKS + "-out") MutinyEmitter<byte[]> chunks,
            @Channel(BrokerSettings.DEAD_LETTERS + "-out") MutinyEmitter<byte[]> deadLetters) {
        this.broker = broker.equals("kafka")
                ? new KafkaBroker(kafka, lanes)
                : new RabbitBroker(rabbitHost, rabbitPort, rabbitUser, rabbitPassword, lanes);
        this.chunks = chunks;
        this.deadLetters = deadLetters;
    }

    /** A broker that is away at the start is waited for a moment, then behind the service's back. */
    void declare(@Observes @Priority(BEFORE_THE_CHANNELS) StartupEvent start) throws InterruptedException {
        Thread.ofVirtual().name("declare").start(() -> {
            Backoff.untilDone("The topics can't be declared", broker::declare);
            declared.countDown();
        });
        declared.await(5, TimeUnit.SECONDS);
    }

    /** Whether the broker was ever there. */
    public boolean isDeclared() {
        return declared.getCount() == 0;
    }

    /** Messages that are sent and not yet stored. */
    public long waiting() throws Exception {
        return broker.waiting();
    }

    /** Frees the room of what is stored already. */
    public void trim() throws Exception {
        broker.trim();
    }

    /** Waits for the broker for as long as it takes, and may send twice; the ledger sees to that. */
    public void send(Chunk chunk) {
        send(chunk.lane(), chunk.message());
    }

    /** The same with a message that is a chunk already. */
    public void send(int lane, byte[] message) {
        send(chunks, () -> Message.of(message)
                .addMetadata(OutgoingKafkaRecordMetadata.builder()
                        .withPartition(lane)
                        .build())
                .addMetadata(persistent(RabbitBroker.queueOfLane(lane))));
    }

    /** Takes a message aside that can't be stored. */
    public void bury(byte[] message, String reason) {
        send(deadLetters, () -> Message.of(new DeadLetter(reason, message).toBytes())
                .addMetadata(persistent(BrokerSettings.DEAD_LETTERS)));
    }

    static OutgoingRabbitMQMetadata persistent(String queue) {
        return new OutgoingRabbitMQMetadata.Builder()
                .withRoutingKey(queue)
                .withDeliveryMode(PERSISTENT)
                .build();
    }

    private void send(MutinyEmitter<byte[]> to, java.util.function.Supplier<Message<byte[]>> message) {
        Backoff.untilDone("The broker doesn't take a message", () -> {
            declared.await();
            to.sendMessage(message.get()).await().atMost(ANSWER_WITHIN);
        });
    }
}
