package webscale.local;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A service of the system as the launcher sees it.
 *
 * @param name     also names its log, its pid file and its {@code WEBSCALE_<NAME>_URL}
 * @param port     how far its port is above the gateway's
 * @param paths    first path segments that the gateway sends here
 * @param database the Postgres database that it owns
 * @param reads    the Postgres database of another service that it may read
 * @param broker   whether it needs Kafka
 * @param heapMax  in MiB
 * @param program  what follows {@code java} and its flags: {@code -jar x.jar}, or a class path and a class
 * @param image    runs instead of the program, if there is one
 */
public record Service(
        String name,
        int port,
        List<String> paths,
        Optional<String> database,
        Optional<String> reads,
        boolean broker,
        int heapMax,
        List<String> program,
        Optional<Image> image) {
    private static final int HEAP_MAX = 80;

    /** One that needs nothing but a database. */
    public Service(String name, int port, List<String> paths, Optional<String> database, List<String> program) {
        this(name, port, paths, database, Optional.empty(), false, HEAP_MAX, program);
    }

    public Service(
            String name,
            int port,
            List<String> paths,
            Optional<String> database,
            Optional<String> reads,
            boolean broker,
            int heapMax,
            List<String> program) {
        this(name, port, paths, database, reads, broker, heapMax, program, Optional.empty());
    }

    public Service {
        requireNonNull(name, "name");
        requireNonNull(database, "database");
        requireNonNull(reads, "reads");
        paths = List.copyOf(paths);
        program = List.copyOf(program);
    }

    Service in(Image image) {
        return new Service(name, port, paths, database, reads, broker, heapMax, program, Optional.of(image));
    }
}
