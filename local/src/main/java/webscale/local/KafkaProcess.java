package webscale.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** Runs a Kafka in this process, and gives it an empty log at its first start. */
final class KafkaProcess {
    /** Kept, for a logger without a holder loses its level. */
    private static final Logger ROOT = Logger.getLogger("");

    private KafkaProcess() {}

    /** {@code KafkaProcess .data/kafka 8011}: its folder and its port; the next port is its controller's. */
    public static void main(String[] arguments) throws IOException {
        ROOT.setLevel(Level.WARNING);
        var folder = Path.of(arguments[0]);
        var settings = settings(folder, Integer.parseInt(arguments[1]));
        if (!Files.exists(folder.resolve("log/meta.properties"))) {
            DataDir.delete(folder.resolve("log"));
            format(settings);
        }
        Kafka.main(new String[] {settings.toString()});
    }

    private static void format(Path settings) {
        var cluster = org.apache.kafka.common.Uuid.randomUuid().toString();
        var command = new String[] {"format", "--config", settings.toString(), "--cluster-id", cluster};
        if (StorageTool.execute(command, System.out) != 0) {
            System.exit(1);
        }
    }

    /** Each message goes to the disk before it is acknowledged: there is no second broker that has it too. */
    private static Path settings(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        var controller = "127.0.0.1:" + (port + 1);
        return Files.write(
                folder.resolve("server.properties"),
                List.of(
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@" + controller,
                        "controller.listener.names=CONTROLLER",
                        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://" + controller,
                        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "log.dirs=" + folder.resolve("log"),
                        "log.flush.interval.messages=1",
                        "log.cleaner.dedupe.buffer.size=4194304",
                        "auto.create.topics.enable=false",
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=1",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "group.initial.rebalance.delay.ms=0",
                        "num.network.threads=2",
                        "num.io.threads=4",
                        "background.threads=2"));
    }
}
