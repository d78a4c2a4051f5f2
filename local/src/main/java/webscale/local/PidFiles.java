package webscale.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which processes run for a data folder, one file each: {@code <pid> <start in ms> <signal that ends it well>}. A
 * launcher that was killed leaves its children behind; the next one finds them here.
 */
record PidFiles(Path folder) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    void write(String name, ProcessHandle process, String signal) {
        var line = process.pid() + " " + startMillis(process) + " " + signal + "\n";
        try {
            Files.writeString(file(name), line);
        } catch (IOException e) {
            throw DataDir.failure("write " + file(name), e);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw DataDir.failure("delete " + file(name), e);
        }
    }

    /** Ends what a killed launcher left running, politely at first. Returns when all of it is gone. */
    void endOrphans(Console console) {
        var orphans = new ArrayList<ProcessHandle>();
        for (var file : files()) {
            read(file).ifPresent(orphan -> {
                console.say("ending %s (pid %d), left over from a launcher that was killed"
                        .formatted(file.getFileName().toString().replace(".pid", ""), orphan.process.pid()));
                Signals.send(orphan.process, orphan.signal);
                orphans.add(orphan.process);
            });
        }
        orphans.forEach(orphan -> Signals.awaitEnd(orphan, PATIENCE));
        for (var file : files()) {
            delete(file.getFileName().toString().replace(".pid", ""));
        }
    }

    private record Orphan(ProcessHandle process, String signal) {}

    /** The process, if it is still the one that was written down: a number alone may have been given to another. */
    private static Optional<Orphan> read(Path file) {
        try {
            var words = Files.readString(file).strip().split(" ");
            var start = Long.parseLong(words[1]);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> Math.abs(startMillis(process) - start) < 2_000) // a clock step moves it a little
                    .map(process -> new Orphan(process, words[2]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // cut short by a crash or a full disk
        }
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.newDirectoryStream(folder, "*.pid")) {
            var list = new ArrayList<Path>();
            files.forEach(list::add);
            return list;
        } catch (IOException e) {
            throw DataDir.failure("read " + folder, e);
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".pid");
    }
}
