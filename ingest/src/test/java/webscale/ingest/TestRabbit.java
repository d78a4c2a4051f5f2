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
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The machine's RabbitMQ in a process of its own, for the tests of one Quarkus; it can be killed and comes back. */
public final class TestRabbit implements QuarkusTestResourceLifecycleManager {
    /** Debian's; the one on the path is a script that changes to another user first. */
    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    /** The running one, for tests that kill it. */
    private static TestRabbit running;

    private Path folder;
    private int port;
    private Process process;

    /** Asked by the tests' conditions. */
    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    @Override
    public Map<String, String> start() {
        if (!isInstalled()) {
            return Map.of();
        }
        try {
            folder = Files.createTempDirectory("rabbit");
            port = freePair();
            Files.writeString(
                    folder.resolve("rabbitmq.conf"),
                    "listeners.tcp.1 = 127.0.0.1:" + port + "\nlog.console.level = warning\n");
            Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        running = this;
        return Map.of(
                "webscale.ingest.broker",
                "rabbitmq",
                "rabbitmq-host",
                "127.0.0.1",
                "rabbitmq-port",
                Integer.toString(port),
                "webscale.ingest.spool",
                folder + "/spool");
    }

    @Override
    public void stop() {
        if (process == null) {
            return;
        }
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, and a new start with the same data. */
    static void killAndRestart() throws IOException, InterruptedException {
        running.kill();
        running.launch();
    }

    /** The scripts around the virtual machine, and itself. */
    private void kill() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }

    private void launch() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(PROGRAM.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toString(),
                        "RABBITMQ_NODENAME", "test" + port + "@localhost",
                        "RABBITMQ_DIST_PORT", Integer.toString(port + 1),
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString(),
                        "RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString(),
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                                folder.resolve("enabled_plugins").toString(),
                        "RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString(),
                        "RABBITMQ_LOG_BASE", folder.resolve("log").toString(),
                        "RABBITMQ_LOGS", "-",
                        "RABBITMQ_PID_FILE", folder.resolve("pid").toString()));
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("RabbitMQ doesn't start: " + Files.readString(folder.resolve("out")));
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
