package webscale.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The folder that holds everything one copy of the system writes: {@code postgres/}, {@code redis/}, {@code kafka/}, {@code spool/}, {@code logs/}, {@code run/} (process
 * ids while it runs) and {@code passwords}.
 */
record DataDir(Path path) {
    /** Room for a new database and its write-ahead log; with less, Postgres would stop in the middle of the work. */
    private static final long FREE_BYTES_MIN = 512L << 20;

    DataDir {
        path = path.toAbsolutePath().normalize();
    }

    /** Makes the folder ready for use, or says why it can't be. */
    static DataDir opened(Path path) {
        var dir = new DataDir(path);
        try {
            Files.createDirectories(dir.path);
            Files.createDirectories(dir.logs());
            Files.createDirectories(dir.run());
            Files.delete(Files.createTempFile(dir.path, "write", ".test"));
            var free = Files.getFileStore(dir.path).getUsableSpace();
            if (free < FREE_BYTES_MIN) {
                throw new StartFailure("Disk full: %s has %d MB free, %d MB are needed"
                        .formatted(dir.path, free >> 20, FREE_BYTES_MIN >> 20));
            }
        } catch (IOException e) {
            throw failure("write to the data folder " + dir.path, e);
        }
        return dir;
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    Path run() {
        return path.resolve("run");
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path redis() {
        return path.resolve("redis");
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    /** Files that ingest hasn't handed to Kafka yet. */
    Path spool() {
        return path.resolve("spool");
    }

    Path passwords() {
        return path.resolve("passwords");
    }

    /** Forgets what was stored, and nothing that the system didn't put there. */
    void forget() {
        try {
            delete(postgres());
            delete(redis());
            delete(kafka());
            delete(spool());
            Files.deleteIfExists(passwords());
        } catch (IOException e) {
            throw failure("delete the old data in " + path, e);
        }
    }

    /** Keeps the log of the run before as {@code <name>.log.1}, so that logs don't grow from start to start. */
    void rotate(String name) {
        try {
            if (Files.exists(log(name))) {
                Files.move(
                        log(name), logs().resolve(name + ".log.1"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw failure("write to " + logs(), e);
        }
    }

    static StartFailure failure(String what, IOException e) {
        var message = String.valueOf(e.getMessage());
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return new StartFailure("Disk full: can't " + what, e);
        }
        var kind = e.getClass().getSimpleName().replaceAll("(Exception|FileSystem)", "");
        return new StartFailure("Can't " + what + ": " + kind + " " + message, e);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            /** A file that goes away while we look is one file less to delete. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
