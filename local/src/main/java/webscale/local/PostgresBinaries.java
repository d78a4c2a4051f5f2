package webscale.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The Postgres programs, unpacked once per version and machine from the archive on the class path. */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /**
     * The folder with {@code bin/postgres}. Safe when two copies start at once, or one is killed half way: the folder
     * gets its name when it is complete.
     */
    static Path unpacked(Path cache, Console console) {
        var platform = platform();
        var folder = cache.resolve("postgres-" + Versions.postgres() + "-" + platform);
        if (Files.isExecutable(folder.resolve("bin/postgres"))) {
            return folder;
        }
        var archive = PostgresBinaries.class.getResourceAsStream("/postgres-" + platform + ".txz");
        if (archive == null) {
            throw new StartFailure("No Postgres for " + platform
                    + " was built in; the launcher knows Linux and macOS on x86-64 and arm64");
        }
        console.say("unpacking Postgres " + Versions.postgres());
        try (archive) {
            Files.createDirectories(cache);
            var scratch = Files.createTempDirectory(cache, ".postgres");
            unpack(archive, scratch);
            Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
            move(scratch, folder);
            return folder;
        } catch (IOException e) {
            throw DataDir.failure("unpack Postgres into " + cache, e);
        }
    }

    /** {@code linux-x86_64}, as the archives are named. */
    private static String platform() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "darwin" : os) + "-" + (arch.equals("aarch64") ? "arm_64" : "x86_64");
    }

    private static void unpack(InputStream archive, Path folder) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException("entry outside of the archive: " + entry.getName());
                }
                unpack(tar, entry, file);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            throw new IOException("hard link in the archive: " + entry.getName());
        } else {
            Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
            var executable = (entry.getMode() & 0111) != 0;
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void move(Path scratch, Path folder) throws IOException {
        try {
            Files.move(scratch, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            DataDir.delete(scratch); // another copy was faster
        }
    }
}
