package webscale.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The wall clocks of single processes, by the library that Debian packages as {@code faketime}. */
record Clocks(Path library, Path folder) {
    private static final List<String> PLACES = List.of(
            "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
            "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
            "/usr/lib/faketime/libfaketime.so.1",
            "/usr/lib64/faketime/libfaketime.so.1");

    static Optional<Path> installed() {
        return PLACES.stream().map(Path::of).filter(Files::exists).findFirst();
    }

    /**
     * Time goes on evenly for timers; only what the wall clock says is shifted. The library's mend for timed waits makes
     * every one of a JVM's end at once, so that it spins: it stays off.
     */
    Map<String, String> environment(String process) {
        set(process, Duration.ZERO);
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file(process).toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    void set(String process, Duration offset) {
        try {
            Files.createDirectories(folder);
            var scratch = folder.resolve(process + ".new");
            Files.writeString(scratch, "%+d\n".formatted(offset.toSeconds()));
            Files.move(scratch, file(process), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String process) {
        return folder.resolve(process);
    }
}
