package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {
    @TempDir
    private Path dir;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private ManagedProcess process;

    @AfterEach
    void stop() {
        process.beginStop("KILL");
        process.awaitStop();
    }

    @Test
    void starts_it_again_however_often_it_is_killed() {
        given("exec sleep 1000");
        for (var i = 0; i < 3; i++) {
            var before = process.pid();
            process.kill();
            Await.until("another runs", () -> process.pid() != before && process.ready());
        }
        assertThat(said)
                .filteredOn(line -> line.startsWith("it ended (signal 9), starting it again"))
                .hasSize(3);
    }

    @Test
    void ends_it_for_good_with_the_signal_that_it_wants() throws IOException {
        given("trap 'echo well ended; exit' INT; echo up; while :; do sleep 0.05; done", "INT");
        var handle = ProcessHandle.of(process.pid()).orElseThrow();
        Await.until("its trap is set", () -> text(dir.resolve("it.log")).contains("up"));

        process.beginStop("INT");
        process.awaitStop();

        assertThat(handle.isAlive()).isFalse();
        assertThat(text(dir.resolve("it.log"))).contains("well ended");
        assertThat(dir.resolve("it.pid")).doesNotExist();
        assertThat(said).noneMatch(line -> line.contains("starting it again"));
    }

    @Test
    void ends_by_force_what_does_not_listen() {
        given("trap '' TERM; echo deaf; while :; do sleep 0.05; done");
        var handle = ProcessHandle.of(process.pid()).orElseThrow();
        Await.until("it is deaf", () -> text(dir.resolve("it.log")).contains("deaf"));

        process.beginStop("TERM");
        process.awaitStop();

        assertThat(handle.isAlive()).isFalse();
    }

    @Test
    void reports_a_first_start_that_fails_instead_of_trying_again() {
        process = managed("echo first; echo 'ERROR: no such thing'; echo last; exit 3", "TERM", () -> false);
        process.start();

        assertThatThrownBy(process::awaitReady)
                .isInstanceOf(StartFailure.class)
                .hasMessage("it ended at its start (exit 3): ERROR: no such thing; see " + dir.resolve("it.log"));
    }

    @Test
    void finds_and_ends_what_a_killed_launcher_left() throws IOException {
        given("exec sleep 1000");
        var orphan = ProcessHandle.of(process.pid()).orElseThrow();
        var left = Files.createDirectory(dir.resolve("left"));
        Files.copy(dir.resolve("it.pid"), left.resolve("it.pid"));
        Files.writeString(left.resolve("reused.pid"), ProcessHandle.current().pid() + " 1 KILL\n");
        Files.writeString(left.resolve("torn.pid"), "12");

        new PidFiles(left).endOrphans(said::add);

        assertThat(said)
                .anyMatch(line ->
                        line.equals("ending it (pid " + orphan.pid() + "), left over from a launcher that was killed"));
        assertThat(orphan.isAlive()).isFalse();
        assertThat(left).isEmptyDirectory();
    }

    private void given(String script) {
        given(script, "TERM");
    }

    private void given(String script, String signal) {
        process = managed(script, signal, () -> true);
        process.start();
        process.awaitReady();
    }

    private ManagedProcess managed(String script, String signal, Probe probe) {
        var spec = new ProcessSpec(
                "it",
                0,
                List.of("/bin/sh", "-c", script),
                Map.of(),
                dir.resolve("it.log"),
                probe,
                () -> {},
                signal,
                Duration.ofMillis(500));
        return new ManagedProcess(spec, new PidFiles(dir), said::add);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
