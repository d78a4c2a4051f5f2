package webscale.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of processes, in MiB; 0 for one that has gone, and where there is no {@code /proc}. */
final class Memory {
    private Memory() {}

    static long now(long pid) {
        return mebibytes(pid, "VmRSS:");
    }

    /** The most since the process began. */
    static long peak(long pid) {
        return mebibytes(pid, "VmHWM:");
    }

    private static long mebibytes(long pid, String entry) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(entry))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
