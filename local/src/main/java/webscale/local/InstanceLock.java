package webscale.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * One copy of the system per data folder. The operating system drops the lock when its process ends in any way, so a
 * file that was left behind never bars the next start.
 */
final class InstanceLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private InstanceLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The lock of a data folder, or the reason why there is none. */
    static InstanceLock taken(Path file) {
        return tryTaken(file)
                .orElseThrow(() -> new StartFailure("Already running with this data folder as pid " + holder(file)
                        + " (" + file + "); stop it, or choose another folder with --data and another --port"));
    }

    /** Empty when another has it. */
    static Optional<InstanceLock> tryTaken(Path file) {
        try {
            while (true) {
                var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var opened = fileKey(file);
                if (!locked(channel)) {
                    channel.close();
                    return Optional.empty();
                }
                if (opened.equals(fileKey(file))) {
                    var pid = Long.toString(ProcessHandle.current().pid());
                    channel.truncate(0).write(StandardCharsets.US_ASCII.encode(pid));
                    return Optional.of(new InstanceLock(file, channel));
                }
                channel.close(); // its last owner deleted it between our open and our lock
            }
        } catch (IOException e) {
            throw DataDir.failure("lock " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            channel.close();
        } catch (IOException e) {
            throw DataDir.failure("unlock " + file, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    /** Which file the name stands for; names of deleted files are given to new ones. */
    private static Object fileKey(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "none";
        }
        var key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return Objects.requireNonNullElse(key, "no keys here");
    }

    private static String holder(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "unknown";
        }
    }
}
