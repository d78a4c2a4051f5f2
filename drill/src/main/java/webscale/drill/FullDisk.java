package webscale.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import webscale.drill.Stage.Setting;

/**
 * The disk of Postgres is full for a while, three times. The disk is a small file system in memory, mounted in a namespace
 * of the drill's own, so that nothing of it is left whatever happens.
 */
final class FullDisk {
    /** A little more than the launcher asks for. */
    private static final String SIZE = "700m";

    private static final Duration FULL = Duration.ofSeconds(8);
    private static final int CHUNK = 1 << 16;

    private FullDisk() {}

    static Drill drill() {
        var fill = new Fault(
                "full disk",
                FULL,
                stage -> {
                    fill(filler(stage));
                    return true;
                },
                stage -> {
                    try {
                        Files.deleteIfExists(filler(stage));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return FaultDrill.of(
                        "disk",
                        "Postgres's disk is full, and then no more",
                        Setting.PLAIN,
                        (random, orders) -> Chaos.oneByOne(List.of(fill, fill, fill), Duration.ofSeconds(6)))
                .lacking(
                        Namespace.possible()
                                ? Optional.empty()
                                : Optional.of("neither root nor user namespaces to mount a small disk"))
                .inOwnNamespace();
    }

    /** Mounts the disk that the drill is about; only in a namespace of its own. */
    static void mount(Path folder) {
        try {
            Files.createDirectories(folder);
            var mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "drill", folder.toString())
                    .inheritIO()
                    .start();
            if (mount.waitFor() != 0) {
                throw new IllegalStateException("mount failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path filler(Stage stage) {
        return stage.data().resolve("filler");
    }

    private static void fill(Path file) {
        var chunk = new byte[CHUNK];
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 1 << 16; i++) { // 4 GiB at most, far beyond the disk
                out.write(chunk);
            }
        } catch (IOException e) {
            return; // full
        }
    }
}
