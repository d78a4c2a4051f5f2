package webscale.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Redis on the loopback interface, append-only. Each write goes to the operating system before it is acknowledged,
 * or, while the disk is busy, up to two seconds later; it is on disk within about a second. With {@code always} in
 * {@code WEBSCALE_REDIS_FSYNC}, it is on disk before it is acknowledged.
 */
final class RedisServer implements DataStore {
    private static final String FSYNC = System.getenv().getOrDefault("WEBSCALE_REDIS_FSYNC", "everysec");

    private final DataDir dir;
    private final int port;
    private final Wiring wiring;
    private final String program;

    RedisServer(DataDir dir, int port, Wiring wiring, Path cache, Console console) {
        this.dir = dir;
        this.port = port;
        this.wiring = wiring;
        this.program = RedisBinary.program(cache, console);
    }

    @Override
    public ProcessSpec process() {
        try {
            Files.createDirectories(dir.redis());
        } catch (IOException e) {
            throw DataDir.failure("create " + dir.redis(), e);
        }
        var settings = List.of(
                List.of("--bind", "127.0.0.1"),
                List.of("--port", Integer.toString(port)),
                List.of("--dir", dir.redis().toString()),
                List.of("--save", ""),
                List.of("--appendonly", "yes"),
                List.of("--appendfsync", FSYNC));
        var command = new ArrayList<>(List.of(program));
        settings.forEach(command::addAll);
        return new ProcessSpec(
                "redis",
                port,
                command,
                Map.of(),
                dir.log("redis"),
                this::answers,
                () -> {},
                "TERM",
                Duration.ofSeconds(20));
    }

    @Override
    public void provide(Iterable<Service> services) {
        // Nothing has to be there before the first write.
    }

    @Override
    public Map<String, String> environmentFor(Service service) {
        return Map.of("QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:" + wiring.port(service.name(), "redis", port));
    }

    /** Not while it still reads its file after a start. */
    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return "+PONG".equals(answer.readLine());
        } catch (IOException e) {
            return false;
        }
    }
}
