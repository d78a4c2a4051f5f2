package webscale.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** A real Kafka on the loopback interface, one broker that is its own controller. */
final class KafkaServer implements DataStore {
    /** It holds pages of its log in the file system's cache, not on its heap. */
    private static final List<String> FLAGS = List.of(
            "-Xms64m",
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.util.logging.SimpleFormatter.format=%1$tF %1$tT,%1$tL %4$s [%3$s] %5$s%6$s%n");

    private final SystemPlan plan;
    private final DataDir dir;
    private final int port;

    KafkaServer(SystemPlan plan, DataDir dir) {
        this.plan = plan;
        this.dir = dir;
        this.port = plan.basePort() + LocalSystem.KAFKA;
    }

    static JavaProgram program(SystemPlan plan) {
        return new JavaProgram(
                "kafka",
                FLAGS,
                List.of(
                        "-cp",
                        Catalog.classPath(),
                        KafkaProcess.class.getName(),
                        new DataDir(plan.dataDir()).kafka().toString(),
                        Integer.toString(plan.basePort() + LocalSystem.KAFKA)));
    }

    @Override
    public ProcessSpec process() {
        return new ProcessSpec(
                "kafka",
                port,
                program(plan).command(plan.caches()),
                Map.of(),
                dir.log("kafka"),
                this::answers,
                () -> {},
                "TERM",
                plan.stopWithin());
    }

    @Override
    public void provide(Iterable<Service> services) {
        // Whoever needs a topic makes it.
    }

    @Override
    public Map<String, String> environmentFor(Service service) {
        return service.broker() ? Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port) : Map.of();
    }

    /** Whether it answers which versions of its protocol it speaks: it does when it is registered and has its log. */
    private boolean answers() {
        var request = ByteBuffer.allocate(14)
                .putInt(10) // the rest's length
                .putShort((short) 18) // ApiVersions
                .putShort((short) 0) // of the first kind
                .putInt(1) // to tell its answer by
                .putShort((short) -1); // from nobody in particular
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.array());
            return socket.getInputStream().readNBytes(10).length == 10;
        } catch (IOException e) {
            return false;
        }
    }
}
