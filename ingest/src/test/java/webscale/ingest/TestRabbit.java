package webscale.ingest;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The machine's RabbitMQ in a process of its own, for the tests of one Quarkus; it can be killed and comes back. */
public final class TestRabbit implements QuarkusTestResourceLifecycleManager {
    /** Debian's; the one on the path is a script that changes to another user first. */
    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    /** The running one, for tests that kill it. */
    private static TestRabbit running;

    private TestServer server;

    /** Asked by the tests' conditions. */
    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    @Override
    public Map<String, String> start() {
        if (!isInstalled()) {
            return Map.of();
        }
        server = TestServer.named("rabbit");
        try {
            Files.writeString(
                    file("rabbitmq.conf"),
                    "listeners.tcp.1 = 127.0.0.1:" + server.port() + "\nlog.console.level = warning\n");
            Files.writeString(file("enabled_plugins"), "[].\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        launch();
        running = this;
        return Map.of(
                "webscale.ingest.broker",
                "rabbitmq",
                "rabbitmq-host",
                "127.0.0.1",
                "rabbitmq-port",
                Integer.toString(server.port()),
                "webscale.ingest.spool",
                file("spool").toString());
    }

    @Override
    public void stop() {
        if (server != null) {
            server.delete();
        }
    }

    /** SIGKILL, and a new start with the same data. */
    static void killAndRestart() {
        running.server.kill();
        running.launch();
    }

    private void launch() {
        server.start(
                List.of(PROGRAM.toString()),
                Map.of(
                        "HOME", server.folder().toString(),
                        "RABBITMQ_NODENAME", "test" + server.port() + "@localhost",
                        "RABBITMQ_DIST_PORT", Integer.toString(server.port() + 1),
                        "RABBITMQ_CONFIG_FILE", file("rabbitmq").toString(),
                        "RABBITMQ_CONF_ENV_FILE", file("none").toString(),
                        "RABBITMQ_ENABLED_PLUGINS_FILE", file("enabled_plugins").toString(),
                        "RABBITMQ_MNESIA_BASE", file("mnesia").toString(),
                        "RABBITMQ_LOG_BASE", file("log").toString(),
                        "RABBITMQ_LOGS", "-",
                        "RABBITMQ_PID_FILE", file("pid").toString()));
    }

    private Path file(String name) {
        return server.folder().resolve(name);
    }
}
