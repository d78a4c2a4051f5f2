package webscale.ingest.folder;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Which files and folders below the one that is watched are what they seem to be. */
public final class DropFolder {
    private DropFolder() {}

    /** A path below the root that can't lead out of it: plain names only, no links on the way. */
    public static Optional<Path> below(Path root, String relative) {
        try {
            var path = root;
            for (var name : relative.split("/")) {
                if (name.isEmpty() || name.startsWith(".") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
                    return Optional.empty();
                }
                path = path.resolve(name);
                if (Files.isSymbolicLink(path)) {
                    return Optional.empty();
                }
            }
            return Optional.of(path);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** A regular file, and no link to one: neither a device nor a pipe, which would never end. */
    static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
