package webscale.ingest.queue;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Sends to the broker. What is sent is durable there when a method returns. */
@ApplicationScoped
public class Queue {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final int PERSISTENT = 2;

    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final BrokerLink broker;
    private final MutinyEmitter<byte[]> chunks;
    private final MutinyEmitter<byte[]> votes;
    private final MutinyEmitter<byte[]> deadLetters;

    Queue(
            BrokerLink broker,
            @Channel(BrokerSettings.CHUNKS + "-out") MutinyEmitter<byte[]> chunks,
            @Channel(BrokerSettings.VOTES + "-out") MutinyEmitter<byte[]> votes,
            @Channel(BrokerSettings.DEAD_LETTERS + "-out") MutinyEmitter<byte[]> deadLetters) {
        this.broker = broker;
        this.chunks = chunks;
        this.votes = votes;
        this.deadLetters = deadLetters;
    }

    /** Waits for the broker for as long as it takes, and may send twice; the ledger sees to that. */
    public void send(Chunk chunk) {
        send(chunk.lane(), chunk.message());
    }

    /** The same with a message that is a chunk already. */
    public void send(int lane, byte[] message) {
        untilSent(chunks, () -> Message.of(message)
                .addMetadata(OutgoingKafkaRecordMetadata.builder()
                        .withPartition(lane)
                        .build())
                .addMetadata(persistent(RabbitBroker.queueOfLane(lane))));
    }

    /** Fails when the broker doesn't say in time that it has it; then it may have it or not. */
    public Uni<Void> vote(byte[] message) {
        return votes.sendMessage(Message.of(message).addMetadata(persistent(BrokerSettings.VOTES)))
                .ifNoItem()
                .after(ANSWER_WITHIN)
                .fail();
    }

    /** Takes a message aside that can't be stored. */
    public void bury(byte[] message, String reason) {
        var letter = new DeadLetter(reason, message).toBytes();
        untilSent(deadLetters, () -> Message.of(letter).addMetadata(persistent(BrokerSettings.DEAD_LETTERS)));
    }

    private static OutgoingRabbitMQMetadata persistent(String queue) {
        return new OutgoingRabbitMQMetadata.Builder()
                .withRoutingKey(queue)
                .withDeliveryMode(PERSISTENT)
                .build();
    }

    private void untilSent(MutinyEmitter<byte[]> to, Supplier<Message<byte[]>> message) {
        Backoff.untilDone("The broker doesn't take a message", () -> {
            broker.awaitDeclared();
            // On a thread of its own: the connector may want the caller's context, which waits here.
            senders.submit(() -> to.sendMessage(message.get()).await().atMost(ANSWER_WITHIN))
                    .get();
        });
    }
}
