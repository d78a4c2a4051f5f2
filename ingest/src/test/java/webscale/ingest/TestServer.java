package webscale.ingest;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, for tests that kill it: started again, it finds what it kept in its folder. */
final class TestServer {
    private static final long READY_SECONDS_MAX = 120;

    private final Path folder;
    private final int port;
    private Process process;

    private TestServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Nothing runs yet: a folder of its own, and a port that is free, as is the next one. */
    static TestServer named(String name) {
        try {
            var server = new TestServer(Files.createTempDirectory(name), freePair());
            Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    /** Runs a command to its end. */
    void run(List<String> command, Map<String, String> environment) {
        launch(command, environment);
        process.onExit().join();
    }

    /** Returns when it takes connections. */
    void start(List<String> command, Map<String, String> environment) {
        launch(command, environment);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(command + " doesn't start: " + output());
            }
            pause();
        }
    }

    /** SIGKILL, of everything that it started too. */
    void kill() {
        if (process == null) {
            return;
        }
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }

    /** Leaves nothing of it. */
    void delete() {
        kill();
        delete(folder);
    }

    /** Removes a file, or a folder with all that is in it. */
    static void delete(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch(List<String> command, Map<String, String> environment) {
        var output = folder.resolve("out").toFile();
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean accepts() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has printed. */
    String output() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Below those of outgoing connections. */
    private static int freePair() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (var one = new ServerSocket(port);
                    var _ = new ServerSocket(port + 1)) {
                return one.getLocalPort();
            } catch (IOException e) {
                // taken: try others
            }
        }
        throw new IOException("no two free ports");
    }
}
