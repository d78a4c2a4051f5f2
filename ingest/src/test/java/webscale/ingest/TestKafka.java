package webscale.ingest;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real Kafka in a process of its own, for the tests of one Quarkus; it can be killed and comes back. */
public final class TestKafka implements QuarkusTestResourceLifecycleManager {
    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"));

    /** The running one, for tests that kill it. */
    private static TestKafka running;

    private TestServer server;
    private Path settings;

    @Override
    public Map<String, String> start() {
        server = TestServer.named("kafka");
        settings = server.folder().resolve("server.properties");
        var broker = "127.0.0.1:" + server.port();
        var controller = "127.0.0.1:" + (server.port() + 1);
        try {
            Files.write(
                    settings,
                    List.of(
                            "process.roles=broker,controller",
                            "node.id=1",
                            "controller.quorum.voters=1@" + controller,
                            "controller.listener.names=CONTROLLER",
                            "listeners=PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
                            "advertised.listeners=PLAINTEXT://" + broker,
                            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                            "log.dirs=" + server.folder().resolve("log"),
                            "log.cleaner.dedupe.buffer.size=4194304",
                            "auto.create.topics.enable=false",
                            "offsets.topic.replication.factor=1",
                            "offsets.topic.num.partitions=1",
                            "group.initial.rebalance.delay.ms=0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.run(
                java("kafka.tools.StorageTool", "format", "-c", settings.toString(), "-t", "MkU3OEVBNTcwNTJENDM2Qg"),
                Map.of());
        launch();
        running = this;
        return Map.of(
                "kafka.bootstrap.servers",
                broker,
                "webscale.ingest.spool",
                server.folder().resolve("spool").toString());
    }

    @Override
    public void stop() {
        server.delete();
    }

    /** SIGKILL, and a new start with the same data. */
    static void killAndRestart() {
        running.server.kill();
        running.launch();
    }

    private void launch() {
        server.start(java("kafka.Kafka", settings.toString()), Map.of());
    }

    private static List<String> java(String... program) {
        return Stream.concat(JAVA.stream(), Stream.of(program)).toList();
    }
}
