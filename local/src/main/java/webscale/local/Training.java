package webscale.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Runs the whole system once on scratch data and ordinary work, so that every later start finds its programs' classes
 * loaded and its busy methods known ({@link AotCaches}). It is a gift, not a duty: whatever goes wrong, the start goes
 * on without.
 */
final class Training {
    private Training() {}

    /** Where it keeps its data; a launcher that was killed in the middle leaves processes there too. */
    static Path folder(Path dataDir) {
        return dataDir.resolve("training");
    }

    static void ifNeeded(SystemPlan plan, Consumer<LocalSystem> begun) {
        if (plan.caches().complete(plan.programs())) {
            return;
        }
        var console = plan.console();
        var begin = Instant.now();
        console.say("first start of this build: training the JVMs, so that every later start is fast");
        var folder = folder(plan.dataDir());
        try (var _ = plan.caches().lock()) {
            DataDir.delete(folder);
            plan.caches().prepare();
            var scratch = plan.training(folder, Ports.block(LocalSystem.PORTS));
            run(scratch, begun, console);
            plan.caches().publish(scratch.programs());
            DataDir.delete(folder);
            console.say("  trained in " + Console.seconds(Duration.between(begin, Instant.now())));
        } catch (StartFailure | IOException e) {
            console.say("  not trained (" + e.getMessage() + "); starting without");
        }
    }

    /** Runs a system that records, and returns when all of its programs have written what they recorded. */
    static void run(SystemPlan plan, Consumer<LocalSystem> begun, Console console) {
        var begin = Instant.now();
        try (var system = LocalSystem.prepared(plan)) {
            begun.accept(system);
            system.startAll();
            console.say("  at work after " + Console.seconds(Duration.between(begin, Instant.now())));
            new Workload(system.gatewayUrl()).run();
            console.say("  writing the caches");
            system.stopPrograms(); // together: each one writes its own
        }
    }
}
