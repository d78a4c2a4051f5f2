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
 * @param program  what follows {@code java} and its flags: {@code -jar x.jar}, or a class path and a class
 */
public record Service(String name, int port, List<String> paths, Optional<String> database, List<String> program) {
    public Service {
        requireNonNull(name, "name");
        requireNonNull(database, "database");
        paths = List.copyOf(paths);
        program = List.copyOf(program);
    }
}
