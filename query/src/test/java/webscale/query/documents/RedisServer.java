package webscale.query.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A real Redis, append-only as in production, with a folder of its own. */
public final class RedisServer implements AutoCloseable {
    /** The command that starts a Redis with JSON commands; without it those tests are skipped. */
    public static final String JSON_COMMAND = "WEBSCALE_REDIS_JSON";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> command;
    private final Path folder;
    private final int port;
    private Process process;

    private RedisServer(List<String> command) {
        try {
            this.command = command;
            this.folder = Files.createTempDirectory("redis-test-");
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                this.port = socket.getLocalPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One without any module, from the Maven artifact, unpacked. */
    public static RedisServer plain() {
        return new RedisServer(List.of(binary().toString()));
    }

    /** One with JSON commands, if this machine has one. */
    public static Optional<RedisServer> withJson() {
        return Optional.ofNullable(System.getenv(JSON_COMMAND))
                .filter(command -> !command.isBlank())
                .map(command -> new RedisServer(Arrays.asList(command.strip().split("\\s+"))));
    }

    /** For JUnit's EnabledIf. */
    public static boolean isJsonHere() {
        return withJson().isPresent();
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public RedisServer start() {
        var arguments = new ArrayList<>(command);
        arguments.addAll(List.of(
                "--bind", "127.0.0.1", "--port", Integer.toString(port), "--dir", folder.toString(), "--save", ""));
        arguments.addAll(List.of("--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"));
        try {
            process = new ProcessBuilder(arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Await.until("Redis answers", PATIENCE, this::answers);
        return this;
    }

    /** Ends it by SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        assertThat(process.onExit().join().isAlive()).isFalse();
    }

    /** SIGSTOP or SIGCONT: it stays connected, and answers nothing. */
    public void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(status).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One command in the inline form, and the first line of its answer. */
    public String call(String command) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            var line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\n';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString().strip();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        kill();
    }

    private boolean answers() {
        assertThat(process.isAlive()).as("%s, log in %s", command, folder).isTrue();
        return call("PING").equals("+PONG");
    }

    private static Path binary() {
        var name = "/redis-server-" + platform();
        try (var resource = RedisServer.class.getResourceAsStream(name)) {
            assertThat(resource).as("a Redis for this platform: %s", name).isNotNull();
            var binary = Files.createTempFile("redis-server-", "");
            Files.copy(resource, binary, StandardCopyOption.REPLACE_EXISTING);
            assertThat(binary.toFile().setExecutable(true)).isTrue();
            binary.toFile().deleteOnExit();
            return binary;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String platform() {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (mac) {
            return arm ? "6.2.6-v5-darwin-arm64" : "6.2.6-v5-darwin-amd64";
        }
        return arm ? "6.2.7-linux-arm64" : "6.2.6-v5-linux-amd64";
    }
}
