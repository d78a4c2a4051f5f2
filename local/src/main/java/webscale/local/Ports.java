package webscale.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Which ports of this machine are free, and who has the others. */
public final class Ports {
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private Ports() {}

    static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The first of so many neighbouring ports that are free now, well away from the usual ones. */
    public static int block(int size) {
        for (var attempt = 0; attempt < 100; attempt++) {
            // Below the ports that systems give to outgoing connections, which come and go at any moment.
            var base = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            if (IntStream.range(base, base + size).allMatch(Ports::free)) {
                return base;
            }
        }
        throw new StartFailure("Found no " + size + " free ports in a row");
    }

    /** Refuses a port that something listens on, by name if the machine lets us see it. */
    static void requireFree(int port, String use) {
        if (port < 1 || port > 65535) {
            throw new StartFailure("There is no port " + port + " (for " + use + "); choose another with --port");
        }
        if (!free(port)) {
            throw new StartFailure("Port %d (for %s) is taken%s; choose another with --port"
                    .formatted(port, use, owner(port).map(who -> " by " + who).orElse("")));
        }
    }

    /** The process that listens on the port; known on Linux, for one's own processes. */
    private static Optional<String> owner(int port) {
        return inode(port).flatMap(inode -> ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), "socket:[" + inode + "]"))
                .findFirst()
                .map(process -> "pid " + process.pid()
                        + process.info()
                                .command()
                                .map(c -> " (" + Path.of(c).getFileName() + ")")
                                .orElse("")));
    }

    /** See proc_pid_net(5): columns are slot, local address, remote address, state (0A listens), …, inode. */
    private static Optional<String> inode(int port) {
        var hex = ":" + HexFormat.of().toHexDigits((char) port).toUpperCase(Locale.ROOT);
        for (var table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            try (var lines = Files.lines(Path.of(table))) {
                var inode = lines.map(line -> line.strip().split("\\s+"))
                        .filter(column -> column.length > 9 && column[1].endsWith(hex) && column[3].equals("0A"))
                        .map(column -> column[9])
                        .findFirst();
                if (inode.isPresent()) {
                    return inode;
                }
            } catch (IOException e) {
                return Optional.empty(); // no /proc: the message does without the name
            }
        }
        return Optional.empty();
    }

    private static boolean holds(long pid, String link) {
        try (var files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (var file : files) {
                if (Files.isSymbolicLink(file)
                        && Files.readSymbolicLink(file).toString().equals(link)) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return false; // ended meanwhile, or another user's
        }
        return false;
    }
}
