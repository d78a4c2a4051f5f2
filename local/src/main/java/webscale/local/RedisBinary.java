package webscale.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;

/** The Redis program, unpacked once per version and machine from the jar that it is in. */
final class RedisBinary {
    /** Where this machine lacks a library that ours needs (OpenSSL 3, on Linux), one of its own will do as well. */
    private static final List<String> INSTALLED = List.of("redis-server", "valkey-server");

    private RedisBinary() {}

    /** What to run; safe when two copies start at once, since the file gets its name when it is complete. */
    static String program(Path cache, Console console) {
        var name = "redis-server-" + platform();
        var binary = cache.resolve("redis-" + Versions.redis()).resolve(name);
        if (!Files.isExecutable(binary)) {
            unpack(name, binary, console);
        }
        if (works(binary.toString())) {
            return binary.toString();
        }
        return INSTALLED.stream()
                .filter(RedisBinary::works)
                .findFirst()
                .orElseThrow(() -> new StartFailure(
                        binary + " doesn't run here (it needs OpenSSL 3); install a Redis 6.2 or newer, or a Valkey"));
    }

    private static void unpack(String name, Path binary, Console console) {
        try (var resource = RedisBinary.class.getResourceAsStream("/" + name)) {
            if (resource == null) {
                throw new StartFailure("No Redis was built in for this machine: " + name);
            }
            console.say("unpacking Redis");
            Files.createDirectories(binary.getParent());
            var scratch = Files.createTempFile(binary.getParent(), ".redis", "");
            Files.copy(resource, scratch, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(scratch, binary, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DataDir.failure("unpack Redis into " + binary.getParent(), e);
        }
    }

    /** As the files in the jar are named. */
    private static String platform() {
        var mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        var arm = System.getProperty("os.arch").equals("aarch64");
        if (mac) {
            return arm ? "6.2.6-v5-darwin-arm64" : "6.2.6-v5-darwin-amd64";
        }
        return arm ? "6.2.7-linux-arm64" : "6.2.6-v5-linux-amd64";
    }

    private static boolean works(String program) {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
