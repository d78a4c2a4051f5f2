package webscale.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

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

    static InstanceLock taken(Path file) {
        try {
            while (true) {
                var channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var opened = fileKey(file);
                if (lock(channel) == null) {
                    var holder = text(channel);
                    channel.close();
                    throw new StartFailure("Already running with this data folder as pid " + holder + " (" + file
                            + "); stop it, or choose another folder with --data and another --port");
                }
                if (opened.equals(fileKey(file))) {
                    channel.truncate(0)
                            .write(StandardCharsets.US_ASCII.encode(
                                    Long.toString(ProcessHandle.current().pid())));
                    return new InstanceLock(file, channel);
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

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static Object fileKey(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "none";
        }
        return Objects.requireNonNullElse(
                Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                        .fileKey(),
                "no keys here");
    }

    private static String text(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(20);
        channel.read(buffer, 0);
        return StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
    }
}
