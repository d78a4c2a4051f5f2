package webscale.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds out from its log why a process ended. */
final class LogTail {
    private static final int BYTES = 16 << 10;

    private LogTail() {}

    /** One line for the person who started the system. */
    static String explain(String name, Path log, int exit) {
        var lines = lines(log);
        if (lines.stream().anyMatch(line -> line.contains("No space left on device"))) {
            return "Disk full: " + name + " couldn't start; see " + log;
        }
        var cause = lines.reversed().stream()
                .filter(line -> line.contains("FATAL") || line.contains("ERROR") || line.contains("Exception"))
                .findFirst()
                .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast()))
                .map(line -> ": " + line.strip())
                .orElse("");
        return "%s ended at its start (%s)%s; see %s".formatted(name, exit(exit), cause, log);
    }

    static String exit(int status) {
        return status > 128 ? "signal " + (status - 128) : "exit " + status;
    }

    private static List<String> lines(Path log) {
        try (var file = Files.newByteChannel(log)) {
            file.position(Math.max(0, file.size() - BYTES));
            var buffer = ByteBuffer.allocate(BYTES);
            while (buffer.hasRemaining() && file.read(buffer) >= 0) {
                // until the end of the file
            }
            return StandardCharsets.UTF_8
                    .decode(buffer.flip())
                    .toString()
                    .lines()
                    .filter(l -> !l.isBlank())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
