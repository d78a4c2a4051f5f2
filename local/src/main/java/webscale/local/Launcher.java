package webscale.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** {@code ./run.sh}: starts the system, says where everything is, and ends it on SIGINT or SIGTERM. */
@Command(
        name = "run.sh",
        description = "Builds what changed, then runs Postgres, the services and the gateway until Ctrl-C.",
        mixinStandardHelpOptions = true,
        versionProvider = Launcher.Version.class,
        sortOptions = false)
public final class Launcher implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:PORT:-8000}",
            description = "the gateway's port; the next twelve are used too (default: $PORT or 8000)")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "where the data is kept (default: .data)")
    private Path data;

    @Option(names = "--fresh", description = "forget old data")
    private boolean fresh;

    @Option(
            names = "--no-training",
            defaultValue = "${env:WEBSCALE_NO_TRAINING:-false}",
            description = "skip the training of the JVMs after a build")
    private boolean noTraining;

    private final Console console = Console.to(System.out);
    private final List<Runnable> ends = new ArrayList<>();
    private volatile boolean failed;
    private volatile boolean stopping;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Launcher())
                .setExecutionExceptionHandler(Launcher::explain)
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        var begin = Instant.now();
        var home = Catalog.home();
        var plan = SystemPlan.of(data == null ? home.resolve(".data") : data, port)
                .with(console)
                .forgetting(fresh);
        console.say("Webscale " + Versions.webscale() + ", data in " + plan.dataDir());
        try {
            var system = LocalSystem.prepared(plan);
            begun(system::close);
            if (!noTraining) {
                Training.ifNeeded(plan, training -> begun(training::abort));
            }
            system.startAll();
            console.say("ready in " + Console.seconds(Duration.between(begin, Instant.now())));
            new Table(system).print(console);
            new CountDownLatch(1).await(); // the end comes by signal
        } catch (StartFailure e) {
            if (!stopping) {
                failed = true;
                throw e;
            }
            new CountDownLatch(1).await(); // a signal ended the start; its handler ends the rest
        }
        return 0;
    }

    /** From now on a signal ends it. */
    private void begun(Runnable end) {
        synchronized (ends) {
            ends.addFirst(end);
            if (stopping) {
                throw new StartFailure("Stopped before the start");
            }
        }
    }

    private void stop() {
        List<Runnable> all;
        synchronized (ends) {
            stopping = true;
            all = List.copyOf(ends);
        }
        if (!failed) {
            console.say("stopping");
        }
        all.forEach(Runnable::run);
        ProcessHandle.current().children().forEach(Signals::killTree); // such as an initdb half way
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
        if (e instanceof StartFailure) {
            command.getErr().println("run.sh: " + e.getMessage());
            return 1;
        }
        throw e;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Webscale " + Versions.webscale() + ", Postgres " + Versions.postgres()};
        }
    }
}
