package webscale.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** A random password per role, made when first asked for and kept in a file that only its owner may read. */
final class Passwords {
    private final Path file;
    private final Properties known = new Properties();

    Passwords(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try (var in = Files.newInputStream(file)) {
                known.load(in);
            } catch (IOException e) {
                throw DataDir.failure("read " + file, e);
            }
        }
    }

    synchronized String of(String role) {
        var password = known.getProperty(role);
        if (password == null) {
            var random = new byte[24];
            new SecureRandom().nextBytes(random);
            password = Base64.getUrlEncoder().encodeToString(random);
            append(role + "=" + password + "\n");
            known.setProperty(role, password);
        }
        return password;
    }

    private void append(String line) {
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try {
                Files.createFile(file, ownerOnly);
            } catch (FileAlreadyExistsException e) {
                // made so by an earlier call
            }
            Files.writeString(file, line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw DataDir.failure("write " + file, e);
        }
    }
}
