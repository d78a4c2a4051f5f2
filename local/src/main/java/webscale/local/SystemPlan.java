package webscale.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What to start, and where.
 *
 * @param basePort   the gateway's port
 * @param fresh      forget what the data folder holds
 * @param cache      where unpacked programs are kept between runs and shared between checkouts
 * @param stopWithin the time a service has to end well
 * @param wiring     how the processes find each other
 */
public record SystemPlan(
        Path dataDir,
        int basePort,
        boolean fresh,
        List<Service> services,
        AotCaches caches,
        Path cache,
        Duration stopWithin,
        Wiring wiring,
        Console console) {
    /** Longer than a request may be held, so that one in flight gets its answer. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(25);

    /** The system as {@code ./run.sh} runs it. */
    public static SystemPlan of(Path dataDir, int basePort) {
        var home = Catalog.home();
        return new SystemPlan(
                dataDir,
                basePort,
                false,
                Catalog.services(home),
                AotCaches.of(home),
                userCache(),
                STOP_WITHIN,
                Wiring.DIRECT,
                Console.silent());
    }

    public SystemPlan with(Console console) {
        return new SystemPlan(dataDir, basePort, fresh, services, caches, cache, stopWithin, wiring, console);
    }

    public SystemPlan with(List<Service> services) {
        return new SystemPlan(dataDir, basePort, fresh, services, caches, cache, stopWithin, wiring, console);
    }

    public SystemPlan with(Wiring wiring) {
        return new SystemPlan(dataDir, basePort, fresh, services, caches, cache, stopWithin, wiring, console);
    }

    SystemPlan with(AotCaches caches) {
        return new SystemPlan(dataDir, basePort, fresh, services, caches, cache, stopWithin, wiring, console);
    }

    SystemPlan forgetting(boolean fresh) {
        return new SystemPlan(dataDir, basePort, fresh, services, caches, cache, stopWithin, wiring, console);
    }

    /** The same system, elsewhere, to record how its programs start and work. */
    SystemPlan training(Path dataDir, int basePort) {
        return new SystemPlan(
                dataDir,
                basePort,
                true,
                services,
                caches.recording(),
                cache,
                Duration.ofSeconds(60), // writing a cache takes a JVM's work of seconds after its last request
                Wiring.DIRECT,
                Console.silent());
    }

    List<String> command(Service service) {
        var program = JavaProgram.of(service);
        return service.image()
                .map(image -> ImageTraining.command(image, caches.flags(program), dataDir))
                .orElseGet(() -> program.command(caches));
    }

    JavaProgram gateway() {
        return Gateway.program(basePort, services, wiring);
    }

    boolean needsBroker() {
        return services.stream().anyMatch(Service::broker);
    }

    List<JavaProgram> programs() {
        var programs = new ArrayList<JavaProgram>();
        services.forEach(service -> programs.add(JavaProgram.of(service)));
        programs.add(gateway());
        if (needsBroker()) {
            programs.add(KafkaServer.program(this));
        }
        return programs;
    }

    /** Root's is one that others can reach too, since Postgres may have to run as another user. */
    private static Path userCache() {
        var home = Path.of(System.getProperty("user.home"));
        var shared = Path.of("/var/cache");
        if (home.equals(Path.of("/root")) && Files.isWritable(shared)) {
            return shared.resolve("webscale");
        }
        var xdg = System.getenv("XDG_CACHE_HOME");
        return (xdg == null || xdg.isBlank() ? home.resolve(".cache") : Path.of(xdg)).resolve("webscale");
    }
}
