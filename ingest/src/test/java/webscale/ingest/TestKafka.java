package webscale.ingest;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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

    private Path folder;
    private int port;
    private Process process;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("kafka");
            port = freePair();
            Files.write(
                    folder.resolve("server.properties"),
                    List.of(
                            "process.roles=broker,controller",
                            "node.id=1",
                            "controller.quorum.voters=1@127.0.0.1:" + (port + 1),
                            "controller.listener.names=CONTROLLER",
                            "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + (port + 1),
                            "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                            "log.dirs=" + folder.resolve("log"),
                            "log.cleaner.dedupe.buffer.size=4194304",
                            "auto.create.topics.enable=false",
                            "offsets.topic.replication.factor=1",
                            "offsets.topic.num.partitions=1",
                            "group.initial.rebalance.delay.ms=0"));
            run("kafka.tools.StorageTool", "format", "-c", settings(), "-t", "MkU3OEVBNTcwNTJENDM2Qg")
                    .waitFor();
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        running = this;
        return Map.of("kafka.bootstrap.servers", "127.0.0.1:" + port, "webscale.ingest.spool", folder + "/spool");
    }

    @Override
    public void stop() {
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(folder)) {
            process.waitFor();
            files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL, and a new start with the same data. */
    static void killAndRestart() throws IOException, InterruptedException {
        running.process.destroyForcibly().waitFor();
        running.launch();
    }

    private void launch() throws IOException, InterruptedException {
        process = run("kafka.Kafka", settings());
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("Kafka doesn't start: " + Files.readString(folder.resolve("out")));
            }
            Thread.sleep(50);
        }
    }

    private boolean accepts() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String settings() {
        return folder.resolve("server.properties").toString();
    }

    private Process run(String... command) throws IOException {
        return new ProcessBuilder(
                        Stream.concat(JAVA.stream(), Stream.of(command)).toList())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()))
                .start();
    }

    /** Below those of outgoing connections. */
    private static int freePair() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (var one = new ServerSocket(port);
                    var _ = new ServerSocket(port + 1)) {
                return one.getLocalPort();
            } catch (IOException e) {
                // taken: try others
            }
        }
        throw new IOException("no two free ports");
    }
}
