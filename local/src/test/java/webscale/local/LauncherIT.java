package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The launcher as a person meets it: its words, its exit code, and what signals do to it. */
class LauncherIT {
    @TempDir
    private Path home;

    private final int port = Ports.block(LocalSystem.PORTS);
    private final List<Process> launchers = new ArrayList<>();

    @BeforeEach
    void build() throws IOException {
        for (var module : List.of("order", "payment", "stock", "ingest", "query")) {
            var jar = home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
            Files.createDirectories(jar.getParent());
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
            new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        }
    }

    @AfterEach
    void end() {
        launchers.forEach(launcher -> Signals.killTree(launcher.toHandle()));
    }

    @Test
    void says_what_runs_where_and_ends_it_all_on_a_signal() {
        for (var signal : List.of("INT", "TERM")) {
            var launcher = launcher("--data", data());
            Await.until("it says how to end it", () -> text().contains("Ctrl-C ends it."));
            assertThat(text()).contains("gateway    127.0.0.1:" + port, "/orders/checkout/0");
            var children = launcher.descendants().toList();

            Signals.send(launcher.toHandle(), signal);

            assertThat(launcher.onExit().join().exitValue()).isEqualTo(signal.equals("INT") ? 130 : 143);
            assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
            assertThat(home.resolve("data/run")).isEmptyDirectory();
        }
    }

    @Test
    void ends_what_a_killed_launcher_left_and_starts() {
        var killed = launcher("--data", data());
        Await.until("it runs", () -> text().contains("Ctrl-C ends it."));
        var orphans = killed.descendants().toList();
        killed.destroyForcibly().onExit().join();
        assertThat(orphans).anyMatch(ProcessHandle::isAlive);

        launcher("--data", data());
        Await.until("the next one runs", () -> text().contains("Ctrl-C ends it."));

        assertThat(orphans).noneMatch(ProcessHandle::isAlive);
        assertThat(text()).contains("ending postgres (pid ", "left over from a launcher that was killed");
    }

    @Test
    void ends_in_the_middle_of_a_start() {
        var launcher = launcher("--data", data());
        Await.until("Postgres is there", () -> text().contains("postgres is ready"));

        Signals.send(launcher.toHandle(), "TERM");

        assertThat(launcher.onExit().join().exitValue()).isEqualTo(143);
        assertThat(home.resolve("data/run")).isEmptyDirectory();
        assertThat(Ports.free(port + 10)).isTrue();
        assertThat(text()).doesNotContain("Exception", "run.sh:");
    }

    @Test
    void refuses_in_one_line() throws IOException {
        launcher("--data", data());
        Await.until("it runs", () -> text().contains("Ctrl-C ends it."));

        assertThat(refusal("--data", data())).contains("Already running with this data folder as pid ");
        assertThat(refusal("--data", home.resolve("other").toString()))
                .matches("(?s).*run.sh: Port \\d+ \\(for the gateway\\) is taken by pid \\d+ \\(java\\); .*");
        Files.writeString(home.resolve("file"), "");
        assertThat(refusal("--data", home.resolve("file").toString())).contains("Can't write to the data folder");
    }

    @Test
    void has_the_help_that_run_sh_prints() throws IOException {
        var help = Files.readString(Catalog.home().resolve("run.sh"));
        var command = new CommandLine(new Launcher());

        for (var option : command.getCommandSpec().options()) {
            assertThat(help).contains(option.longestName());
        }
    }

    private String refusal(String... arguments) {
        var launcher = launcher(arguments);
        assertThat(launcher.onExit().join().exitValue()).isEqualTo(1);
        assertThat(text()).doesNotContain("Exception", "\tat ");
        return text();
    }

    private Process launcher(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dwebscale.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                "--no-training",
                "--port",
                Integer.toString(port)));
        command.addAll(List.of(arguments));
        try {
            var launcher = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output().toFile())
                    .start();
            launchers.add(launcher);
            return launcher;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the latest launcher has said so far. */
    private String text() {
        try {
            return Files.readString(home.resolve("out-" + launchers.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path output() {
        return home.resolve("out-" + (launchers.size() + 1));
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
    }
}
