package webscale.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * JDK ahead-of-time caches (JEP 483, 514, 515), one per Java program: classes loaded and linked, and the method profiles
 * of a training run, so that a start takes a third of the time. A cache fits one build on one JDK only, and its name
 * says which.
 */
public final class AotCaches {
    private final Path folder;
    private final Mode mode;

    private enum Mode {
        USE,
        RECORD
    }

    private AotCaches(Path folder, Mode mode) {
        this.folder = folder;
        this.mode = mode;
    }

    /** Caches beside the build that they belong to: a clean build forgets them. */
    static AotCaches of(Path home) {
        return new AotCaches(home.resolve("local/target/aot"), Mode.USE);
    }

    /** The same caches, for programs that write them when they end. */
    AotCaches recording() {
        return new AotCaches(folder, Mode.RECORD);
    }

    /** Caches of programs that are nobody's but the caller's. */
    static AotCaches in(Path folder) {
        return new AotCaches(folder, Mode.RECORD);
    }

    /** What a program with this name has written when it has ended. */
    Path recorded(String name) {
        return folder.resolve(name + ".new");
    }

    boolean complete(Iterable<JavaProgram> programs) {
        for (var program : programs) {
            if (!Files.exists(file(program))) {
                return false;
            }
        }
        return true;
    }

    List<String> flags(JavaProgram program) {
        return switch (mode) {
            case RECORD -> List.of("-XX:AOTCacheOutput=" + recorded(program.name()));
            case USE -> Files.exists(file(program)) ? List.of("-XX:AOTCache=" + file(program)) : List.of();
        };
    }

    /** Two launchers of one checkout may run at once; one of them writes. */
    InstanceLock lock() throws IOException {
        Files.createDirectories(folder.getParent());
        return InstanceLock.tryTaken(folder.resolveSibling("aot.lock"))
                .orElseThrow(() -> new IOException("another launcher is at it"));
    }

    void prepare() throws IOException {
        DataDir.delete(folder);
        Files.createDirectories(folder);
    }

    /** Gives the caches that were recorded their names, now that their programs have ended. */
    void publish(Iterable<JavaProgram> programs) throws IOException {
        for (var program : programs) {
            if (Files.exists(recorded(program.name()))) {
                Files.move(recorded(program.name()), file(program));
            }
        }
    }

    private Path file(JavaProgram program) {
        var identity = new ArrayList<String>();
        identity.add(Runtime.version().toString());
        identity.addAll(program.flags());
        program.jars().forEach(jar -> identity.add(jar + " " + neighbours(jar)));
        var crc = new CRC32();
        crc.update(identity.toString().getBytes(StandardCharsets.UTF_8));
        return folder.resolve("%s-%08x.aot".formatted(program.name(), crc.getValue()));
    }

    /** Every jar that was built or copied with this one; the JVM refuses a cache when one of them has changed. */
    private static String neighbours(Path jar) {
        try (var files = Files.walk(jar.toAbsolutePath().getParent(), 3)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(Path::toFile)
                    .map(file -> file.getName() + " " + file.lastModified() + " " + file.length())
                    .collect(Collectors.joining(","));
        } catch (IOException | UncheckedIOException e) {
            return "not built";
        }
    }
}
