package webscale.ingest.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Kafka: a topic each, that of the chunks with a partition per lane. */
final class KafkaBroker implements Broker {
    private static final int VOTE_PARTITIONS = 1;

    private final String servers;
    private final int lanes;

    KafkaBroker(String servers, int lanes) {
        this.servers = servers;
        this.lanes = lanes;
    }

    @Override
    public void declare() throws Exception {
        try (var admin = admin()) {
            var settings = Map.of(
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(BrokerSettings.MESSAGE_MAX),
                    // Nothing may go before it is stored, however long that takes; what is stored is deleted by trim().
                    TopicConfig.RETENTION_MS_CONFIG, "-1",
                    TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 << 20));
            for (var topic : partitions().entrySet()) {
                var wanted = new NewTopic(topic.getKey(), Optional.of(topic.getValue()), Optional.empty());
                try {
                    admin.createTopics(List.of(wanted.configs(settings))).all().get(10, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
        }
    }

    @Override
    public long waiting() throws Exception {
        try (var admin = admin()) {
            var ends = ends(admin);
            var done = done(admin);
            return ends.entrySet().stream()
                    .filter(end -> !end.getKey().topic().equals(BrokerSettings.DEAD_LETTERS))
                    .mapToLong(end -> end.getValue() - done.getOrDefault(end.getKey(), 0L))
                    .sum();
        }
    }

    @Override
    public void trim() throws Exception {
        try (var admin = admin()) {
            var stored = done(admin).entrySet().stream()
                    .filter(done -> partitions().containsKey(done.getKey().topic()))
                    .collect(
                            Collectors.toMap(Map.Entry::getKey, done -> RecordsToDelete.beforeOffset(done.getValue())));
            admin.deleteRecords(stored).all().get(10, TimeUnit.SECONDS);
        }
    }

    private Map<String, Integer> partitions() {
        return Map.of(
                BrokerSettings.CHUNKS, lanes, BrokerSettings.VOTES, VOTE_PARTITIONS, BrokerSettings.DEAD_LETTERS, 1);
    }

    private Map<TopicPartition, Long> ends(Admin admin) throws Exception {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions().forEach((topic, count) -> {
            for (int i = 0; i < count; i++) {
                wanted.put(new TopicPartition(topic, i), OffsetSpec.latest());
            }
        });
        return admin.listOffsets(wanted).all().get(10, TimeUnit.SECONDS).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static Map<TopicPartition, Long> done(Admin admin) throws Exception {
        return admin
                .listConsumerGroupOffsets("ingest")
                .partitionsToOffsetAndMetadata()
                .get(10, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .filter(done -> done.getValue() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, done -> done.getValue().offset()));
    }

    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000));
    }
}
