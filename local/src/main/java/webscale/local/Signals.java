package webscale.local;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signals that {@link ProcessHandle} has no name for. */
final class Signals {
    private Signals() {}

    /** Sends {@code TERM}, {@code INT}, …; a process that is gone already is fine. */
    static void send(ProcessHandle process, String signal) {
        switch (signal) {
            case "TERM" -> process.destroy();
            case "KILL" -> killTree(process);
            default -> byShell(process, signal, Long.toString(process.pid()));
        }
    }

    /** The same for everything that the process started, too. */
    static void sendTree(ProcessHandle process, String signal) {
        if (signal.equals("KILL")) {
            killTree(process);
            return;
        }
        var all = new StringBuilder(Long.toString(process.pid()));
        process.descendants().forEach(child -> all.append(' ').append(child.pid()));
        byShell(process, signal, all.toString());
    }

    private static void byShell(ProcessHandle process, String signal, String pids) {
        try {
            // The shell's own kill: a small container may have no kill program.
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pids)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }

    /** Waits for the end, and forces it (children included) when the time is up. */
    static void awaitEnd(ProcessHandle process, Duration within) {
        try {
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            killTree(process);
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            killTree(process);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    static void killTree(ProcessHandle process) {
        var children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
