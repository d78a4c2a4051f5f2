package webscale.ingest.queue;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The settings of all channels, made of two: {@code webscale.ingest.broker}, {@code kafka} or {@code rabbitmq}, and
 * {@code webscale.ingest.lanes}, a number that must stay the same while chunks are on their way. Where the broker is, is
 * said by {@code kafka.bootstrap.servers}, or by {@code rabbitmq-host}, {@code -port}, {@code -username} and
 * {@code -password}.
 */
public final class BrokerSettings implements ConfigSourceFactory {
    static final String CHUNKS = "ingest-chunks";
    static final String VOTES = "ingest-votes";
    static final String DEAD_LETTERS = "ingest-dead-letters";
    /** A chunk that doesn't shrink, and then some. */
    static final int MESSAGE_MAX = 16 << 20;

    private static final int BELOW_EVERYTHING = 50;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var broker = value(context, "webscale.ingest.broker", "kafka");
        int lanes = Integer.parseInt(value(context, "webscale.ingest.lanes", "4"));
        var settings = new HashMap<String, String>();
        switch (broker) {
            case "kafka" -> kafka(settings, lanes);
            case "rabbitmq" -> rabbit(settings, lanes);
            default ->
                throw new IllegalArgumentException("webscale.ingest.broker must be kafka or rabbitmq, not " + broker);
        }
        return List.of(new PropertiesConfigSource(settings, "broker " + broker, BELOW_EVERYTHING));
    }

    private static String value(ConfigSourceContext context, String name, String byDefault) {
        var value = context.getValue(name);
        return value == null || value.getValue() == null ? byDefault : value.getValue();
    }

    private static void kafka(Map<String, String> settings, int lanes) {
        for (var topic : List.of(CHUNKS, VOTES, DEAD_LETTERS)) {
            var in = "mp.messaging.incoming." + topic + ".";
            settings.put(in + "connector", "smallrye-kafka");
            settings.put(in + "topic", topic);
            settings.put(in + "group.id", "ingest");
            settings.put(in + "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
            settings.put(in + "auto.offset.reset", "earliest");
            // A chunk is tried again for as long as it takes; that is no fault of the consumer.
            settings.put(in + "throttled.unprocessed-record-max-age.ms", "0");
            settings.put(in + "session.timeout.ms", "10000");
            settings.put(in + "heartbeat.interval.ms", "1000");
            settings.put(in + "metadata.max.age.ms", "10000");
            settings.put(in + "cloud-events", "false");
            settings.put(in + "health-enabled", "false");
            var out = "mp.messaging.outgoing." + topic + "-out.";
            settings.put(out + "connector", "smallrye-kafka");
            settings.put(out + "topic", topic);
            settings.put(out + "value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
            settings.put(out + "acks", "all");
            settings.put(out + "enable.idempotence", "true");
            settings.put(out + "max.request.size", Integer.toString(MESSAGE_MAX));
            settings.put(out + "delivery.timeout.ms", "20000");
            settings.put(out + "request.timeout.ms", "10000");
            settings.put(out + "max.block.ms", "10000");
            settings.put(out + "health-enabled", "false");
        }
        var chunks = "mp.messaging.incoming." + CHUNKS + ".";
        settings.put(chunks + "concurrency", Integer.toString(lanes));
        // Few at a time: they are large.
        settings.put(chunks + "max.poll.records", "1");
        settings.put(chunks + "fetch.max.bytes", Integer.toString(2 << 20));
        settings.put(chunks + "max.partition.fetch.bytes", Integer.toString(2 << 20));
        var votes = "mp.messaging.outgoing." + VOTES + "-out.";
        settings.put(votes + "linger.ms", "2");
    }

    private static void rabbit(Map<String, String> settings, int lanes) {
        for (var queue : List.of(CHUNKS, VOTES, DEAD_LETTERS)) {
            var in = "mp.messaging.incoming." + queue + ".";
            settings.put(in + "connector", "smallrye-rabbitmq");
            settings.put(in + "queue.name", queue);
            receiving(settings, in);
            var out = "mp.messaging.outgoing." + queue + "-out.";
            settings.put(out + "connector", "smallrye-rabbitmq");
            settings.put(out + "exchange.name", RabbitBroker.EXCHANGE);
            settings.put(out + "exchange.declare", "false");
            settings.put(out + "default-routing-key", queue);
            settings.put(out + "publish-confirms", "true");
            settings.put(out + "tracing.enabled", "false");
            settings.put(out + "health-enabled", "false");
            reconnecting(settings, out);
        }
        var chunks = "mp.messaging.incoming." + CHUNKS;
        settings.put(chunks + ".concurrency", Integer.toString(lanes));
        for (int lane = 0; lane < lanes; lane++) {
            settings.put(chunks + "$" + (lane + 1) + ".queue.name", RabbitBroker.queueOfLane(lane));
            settings.put(chunks + "$" + (lane + 1) + ".max-outstanding-messages", "2");
        }
        settings.put("mp.messaging.incoming." + VOTES + ".max-outstanding-messages", "1024");
        settings.put("mp.messaging.incoming." + DEAD_LETTERS + ".max-outstanding-messages", "1");
    }

    /** Queues and bindings are declared by {@link RabbitBroker}, before anything is sent. */
    private static void receiving(Map<String, String> settings, String in) {
        settings.put(in + "exchange.name", RabbitBroker.EXCHANGE);
        settings.put(in + "exchange.declare", "false");
        settings.put(in + "queue.declare", "false");
        settings.put(in + "failure-strategy", "requeue");
        settings.put(in + "tracing.enabled", "false");
        settings.put(in + "health-enabled", "false");
        reconnecting(settings, in);
    }

    /** The driver recovers connections, channels and consumers by itself; the connector's way loses the confirms. */
    private static void reconnecting(Map<String, String> settings, String channel) {
        settings.put(channel + "automatic-recovery-enabled", "true");
        settings.put(channel + "network-recovery-interval", "1000");
        settings.put(channel + "reconnect-attempts", "1000000");
        settings.put(channel + "reconnect-interval", "1");
    }
}
