package webscale.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A process that is started again whenever it ends without being told to. A first start that fails is reported to
 * {@link #awaitReady()} instead: then the cause is a wrong set-up, and another try would fail the same way.
 */
final class ManagedProcess {
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    /** After this long in good health a crash counts as the first again. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private final ProcessSpec spec;
    private final PidFiles pids;
    private final Console console;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
    private final Thread keeper;
    private final Object lock = new Object();
    private Process process;
    private volatile boolean ready;
    private volatile boolean stopping;

    ManagedProcess(ProcessSpec spec, PidFiles pids, Console console) {
        this.spec = spec;
        this.pids = pids;
        this.console = console;
        this.keeper =
                Thread.ofPlatform().daemon().name("keeper of " + spec.name()).unstarted(this::keep);
    }

    void start() {
        keeper.start();
    }

    ProcessSpec spec() {
        return spec;
    }

    /** Waits for the first readiness. */
    void awaitReady() {
        try {
            firstReady.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StartFailure failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** Waits for readiness after a crash, too. */
    void awaitReadyAgain() throws InterruptedException {
        while (!ready) {
            Thread.sleep(20);
        }
    }

    /** Whether it answered its probe after its last start and hasn't ended since. */
    boolean ready() {
        return ready;
    }

    long pid() {
        synchronized (lock) {
            return process == null ? -1 : process.pid();
        }
    }

    /** SIGKILL, as a crash would end it; it is started again. */
    void kill() {
        synchronized (lock) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    /** Sends the signal that should end it; it isn't started again. */
    void beginStop(String signal) {
        synchronized (lock) {
            stopping = true;
            if (process != null && process.isAlive()) {
                Signals.send(process.toHandle(), signal);
            }
        }
        keeper.interrupt();
    }

    /** Returns when it has ended, in good order or by force. */
    void awaitStop() {
        Process last;
        synchronized (lock) {
            last = process;
        }
        if (last != null) {
            Signals.awaitEnd(last.toHandle(), spec.stopWithin());
            pids.delete(spec.name());
        }
        firstReady.completeExceptionally(new StartFailure("Stopped before " + spec.name() + " was ready"));
    }

    private void keep() {
        var pause = PAUSE_MIN;
        Instant died = null;
        try {
            while (!stopping) {
                spec.prepare().run();
                var started = Instant.now();
                if (!launched()) {
                    if (stopping) {
                        return;
                    }
                    Thread.sleep(PAUSE_MAX);
                    continue;
                }
                if (awaitProbe()) {
                    ready = true;
                    var text = died == null ? "%s is ready after %s (pid %d)" : "%s is back after %s (pid %d)";
                    var since = Duration.between(died == null ? started : died, Instant.now());
                    console.say(text.formatted(spec.name(), Console.seconds(since), pid()));
                    firstReady.complete(null);
                }
                var exit = process.waitFor();
                ready = false;
                if (stopping) {
                    return;
                }
                pids.delete(spec.name());
                if (!firstReady.isDone()) {
                    throw new StartFailure(LogTail.explain(spec.name(), spec.log(), exit));
                }
                if (died == null || Duration.between(started, Instant.now()).compareTo(SETTLED) > 0) {
                    pause = PAUSE_MIN;
                }
                console.say("%s ended (%s), starting it again".formatted(spec.name(), LogTail.exit(exit)));
                died = Instant.now();
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
            }
        } catch (InterruptedException e) {
            // only beginStop interrupts, and it has said the rest
        } catch (RuntimeException e) {
            if (!firstReady.completeExceptionally(e) && !stopping) {
                console.say(spec.name() + " can't be started again: " + e.getMessage());
            }
        }
    }

    /** A first start fails for good; a later one, as for want of disk space, is tried again. */
    private boolean launched() {
        try {
            return launch();
        } catch (StartFailure e) {
            if (!firstReady.isDone()) {
                throw e;
            }
            console.say(e.getMessage());
            return false;
        }
    }

    private boolean launch() {
        synchronized (lock) {
            if (stopping) {
                return false;
            }
            var builder = new ProcessBuilder(detached(spec.command()))
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            builder.environment().putAll(spec.environment());
            try {
                process = builder.start();
            } catch (IOException e) {
                throw DataDir.failure("start " + spec.name(), e);
            }
            note(process.toHandle());
            return true;
        }
    }

    /** After a crash it runs without its note where the disk is full. */
    private void note(ProcessHandle handle) {
        try {
            pids.write(spec.name(), handle, spec.stopSignal());
        } catch (StartFailure e) {
            if (!firstReady.isDone()) {
                throw e;
            }
            console.say(e.getMessage());
        }
    }

    /** Often at first, since most are ready within a second, then less often so that waiting costs nothing. */
    private boolean awaitProbe() throws InterruptedException {
        for (var tries = 0; process.isAlive(); tries++) {
            if (spec.probe().ready()) {
                return true;
            }
            Thread.sleep(tries < 200 ? 20 : 200);
        }
        return false;
    }

    /** In a session of its own, so that Ctrl-C in the terminal reaches the launcher alone. */
    private static List<String> detached(List<String> command) {
        if (!Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            return command;
        }
        var all = new ArrayList<>(List.of("/usr/bin/setsid"));
        all.addAll(command);
        return all;
    }
}
