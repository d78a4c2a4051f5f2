package webscale.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The running system: data stores, services and the gateway, each a process of its own that is started again when it
 * dies. Closing it ends them all, the gateway first, so that no request in flight is lost.
 */
public final class LocalSystem implements AutoCloseable {
    /** How far the ports of the data stores are above the gateway's. */
    private static final int POSTGRES = 10;

    private static final int REDIS = 9;

    /** Takes the port above this one too. */
    static final int KAFKA = 11;

    /** How many ports from the gateway's on belong to a system. */
    public static final int PORTS = 16;

    private final SystemPlan plan;
    private final DataDir dir;
    private final InstanceLock lock;
    private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();
    private final Set<String> storeNames = ConcurrentHashMap.newKeySet();
    private PostgresServer postgres;
    private final Object closing = new Object();
    private boolean closed;

    private LocalSystem(SystemPlan plan, DataDir dir, InstanceLock lock) {
        this.plan = plan;
        this.dir = dir;
        this.lock = lock;
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @param basePort the gateway's; the others are above it, up to {@code basePort + 12}
     * @throws StartFailure if it can't be; then nothing is left running
     */
    public static LocalSystem start(Path dataDir, int basePort) {
        return prepared(SystemPlan.of(dataDir, basePort)).startAll();
    }

    /** Records how the programs start and work, unless that was done since the last build: then starts take seconds. */
    public static void train(SystemPlan plan) {
        Training.ifNeeded(plan, training -> {});
    }

    /** Holds the data folder and has its ports, but runs nothing yet: {@link #startAll()} does. */
    public static LocalSystem prepared(SystemPlan plan) {
        var dir = DataDir.opened(plan.dataDir());
        var lock = InstanceLock.taken(dir.run().resolve("launcher.lock"));
        var system = new LocalSystem(plan, dir, lock);
        try {
            new PidFiles(dir.run()).endOrphans(plan.console());
            new PidFiles(new DataDir(Training.folder(dir.path())).run()).endOrphans(plan.console());
            Ports.requireFree(plan.basePort(), "the gateway");
            plan.services().forEach(s -> Ports.requireFree(plan.basePort() + s.port(), "service " + s.name()));
            Ports.requireFree(plan.basePort() + POSTGRES, "Postgres");
            Ports.requireFree(plan.basePort() + REDIS, "Redis");
            if (plan.needsBroker()) {
                Ports.requireFree(plan.basePort() + KAFKA, "Kafka");
                Ports.requireFree(plan.basePort() + KAFKA + 1, "Kafka's controller");
            }
            return system;
        } catch (RuntimeException e) {
            system.close();
            throw e;
        }
    }

    /** Returns when all of it is ready; when it can't be, nothing is left running. */
    public LocalSystem startAll() {
        try {
            start();
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    public String gatewayUrl() {
        return "http://127.0.0.1:" + plan.basePort();
    }

    /** The service's own address, past the gateway. */
    public String url(String service) {
        return "http://127.0.0.1:" + process(service).spec().port();
    }

    public long pid(String process) {
        return process(process).pid();
    }

    /** Ends a process by SIGKILL: {@code gateway}, {@code postgres} or a service. It is started again. */
    public void kill(String process) {
        process(process).kill();
    }

    /**
     * Sends a signal to a process and everything it started.
     *
     * @return false if it isn't there at the moment
     */
    public boolean signal(String process, String signal) {
        var found = ProcessHandle.of(pid(process)).filter(ProcessHandle::isAlive);
        found.ifPresent(handle -> Signals.sendTree(handle, signal));
        return found.isPresent();
    }

    /** Whether it has answered its readiness probe since its last start. */
    public boolean ready(String process) {
        return process(process).ready();
    }

    /** A JDBC URL that logs in as the owner of the database. */
    public String databaseUrl(String database) {
        return postgres.ownerUrl(database);
    }

    List<ManagedProcess> processes() {
        synchronized (processes) {
            return List.copyOf(processes.values());
        }
    }

    /** Returns when every process has ended; safe to call twice, and while the start is still under way. */
    @Override
    public void close() {
        synchronized (closing) { // a second caller returns when the first is done
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            stop(programs()
                    .filter(process -> process.spec().name().equals("gateway"))
                    .toList());
            stopPrograms();
            stop(processes().reversed());
            lock.close();
        }
    }

    /** Ends everything at once and by force; for data that nobody needs. */
    void abort() {
        processes().forEach(process -> process.beginStop("KILL"));
        close();
    }

    /** Ends the services and the gateway at once, and leaves the data stores. */
    void stopPrograms() {
        stop(programs().toList());
    }

    private Stream<ManagedProcess> programs() {
        return processes().stream()
                .filter(process -> !storeNames.contains(process.spec().name()));
    }

    private static void stop(List<ManagedProcess> together) {
        together.forEach(process -> process.beginStop(process.spec().stopSignal()));
        together.forEach(ManagedProcess::awaitStop);
    }

    private void start() {
        var pids = new PidFiles(dir.run());
        if (plan.fresh()) {
            dir.forget();
        }
        var stores = startStores(pids);
        for (var service : plan.services()) {
            add(service(service, stores), pids);
        }
        add(gateway(), pids);
        for (var process : processes()) {
            process.awaitReady();
        }
    }

    /** Another data store is one more entry here. */
    private List<DataStore> startStores(PidFiles pids) {
        postgres = new PostgresServer(dir, plan.basePort() + POSTGRES, plan.wiring(), plan.cache(), plan.console());
        var redis = new RedisServer(dir, plan.basePort() + REDIS, plan.wiring(), plan.cache(), plan.console());
        var stores = new ArrayList<DataStore>(List.of(postgres, redis));
        if (plan.needsBroker()) {
            stores.add(new KafkaServer(plan, dir));
        }
        var running = new ArrayList<ManagedProcess>();
        for (var store : stores) {
            var process = add(store.process(), pids);
            storeNames.add(process.spec().name());
            running.add(process);
        }
        running.forEach(ManagedProcess::awaitReady);
        stores.forEach(store -> store.provide(plan.services()));
        return stores;
    }

    private ProcessSpec service(Service service, List<DataStore> stores) {
        var port = plan.basePort() + service.port();
        var environment = new HashMap<>(Map.of(
                "QUARKUS_HTTP_HOST",
                "127.0.0.1",
                "QUARKUS_HTTP_PORT",
                Integer.toString(port),
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
                "false",
                "WEBSCALE_INGEST_SPOOL",
                dir.spool().toString()));
        stores.forEach(store -> environment.putAll(store.environmentFor(service)));
        plan.services()
                .forEach(other -> environment.put(
                        "WEBSCALE_" + other.name().toUpperCase(Locale.ROOT) + "_URL",
                        "http://127.0.0.1:"
                                + plan.wiring().port(service.name(), other.name(), plan.basePort() + other.port())));
        environment.putAll(plan.wiring().environment(service.name()));
        return new ProcessSpec(
                service.name(),
                port,
                plan.command(service),
                environment,
                dir.log(service.name()),
                Probe.ok(port, "/q/health/ready"),
                this::awaitStores,
                "TERM",
                plan.stopWithin());
    }

    /** A service that starts without its database would end again at once. */
    private void awaitStores() throws InterruptedException {
        for (var process : processes()) {
            if (storeNames.contains(process.spec().name())) {
                process.awaitReadyAgain();
            }
        }
    }

    private ProcessSpec gateway() {
        return new ProcessSpec(
                "gateway",
                plan.basePort(),
                plan.gateway().command(plan.caches()),
                Map.of(),
                dir.log("gateway"),
                Probe.answers(plan.basePort(), "/./"), // which it refuses itself, whatever the services do
                () -> {},
                "TERM",
                plan.stopWithin());
    }

    private ManagedProcess add(ProcessSpec spec, PidFiles pids) {
        dir.rotate(spec.name());
        var process = new ManagedProcess(spec, pids, plan.console());
        synchronized (this) {
            if (closed) {
                throw new StartFailure("Stopped before everything was started");
            }
            synchronized (processes) {
                processes.put(spec.name(), process);
            }
            process.start();
        }
        return process;
    }

    private ManagedProcess process(String name) {
        synchronized (processes) {
            var process = processes.get(name);
            if (process == null) {
                throw new IllegalArgumentException("no process " + name + " among " + processes.keySet());
            }
            return process;
        }
    }
}
