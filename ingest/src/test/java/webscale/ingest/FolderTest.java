package webscale.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webscale.commons.testing.PostgresResource;

/** The folder that is watched: what appears there is loaded, and nothing that isn't there. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(TestKafka.class)
@WithTestResource(FolderTest.Folder.class)
class FolderTest {
    private static final String HEADER = "record_time,sensor_id,value\n";

    /** An empty folder, which is looked at often. */
    public static final class Folder implements QuarkusTestResourceLifecycleManager {
        private Path folder;

        @Override
        public Map<String, String> start() {
            try {
                folder = Files.createTempDirectory("incoming");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of("webscale.ingest.folder", folder.toString(), "webscale.ingest.folder-every", "100ms");
        }

        @Override
        public void stop() {
            TestServer.delete(folder);
        }
    }

    @Inject
    DataSource pool;

    @Inject
    IngestConfig config;

    private Warehouse warehouse;
    private Path folder;
    private Path records;
    private Path elsewhere;

    @BeforeEach
    void emptyFolder() throws IOException {
        warehouse = new Warehouse(pool);
        warehouse.clear();
        warehouse.sql.update("DELETE FROM load");
        folder = config.folder().orElseThrow();
        records = Files.createDirectories(folder.resolve("records"));
        elsewhere = Files.createTempDirectory("elsewhere");
    }

    @AfterEach
    void removeFiles() {
        TestServer.delete(records);
        TestServer.delete(elsewhere);
    }

    @Test
    void loads_each_file_once_and_again_when_it_has_changed() throws IOException {
        write("one.csv", "a", 1);
        write("below/two.CSV", "b", 2);
        awaitLoads(2);
        assertThat(stored()).containsExactly("a 1", "b 2");

        write("one.csv", "a", 10);
        awaitLoads(3);
        assertThat(stored()).containsExactly("a 10", "b 2");
        lookTwice();
        assertThat(warehouse.count("load")).isEqualTo(3);
    }

    @Test
    void says_of_a_file_that_it_cannot_be_loaded_and_loads_the_next_one() throws IOException {
        Files.writeString(records.resolve("bad.csv"), "no header\n");
        write("good.csv", "a", 1);
        awaitLoads(2);
        assertThat(warehouse.rows("SELECT name || ' ' || state FROM load ORDER BY 1"))
                .containsExactly("bad.csv FAILED", "good.csv DONE");
    }

    /** Whoever may write here must not be able to have other files of this machine loaded, nor to hold up the others. */
    @Test
    void follows_no_link_and_reads_no_pipe_no_hidden_file_and_no_other_kind() throws Exception {
        var secret = Files.writeString(elsewhere.resolve("secret.csv"), row("secret", 1));
        Files.createSymbolicLink(records.resolve("link.csv"), secret);
        Files.createSymbolicLink(records.resolve("relative.csv"), records.relativize(secret));
        Files.createSymbolicLink(records.resolve("folder"), elsewhere);
        Files.createSymbolicLink(records.resolve("device.csv"), Path.of("/dev/zero"));
        Files.createDirectory(records.resolve("folder.csv"));
        assertThat(new ProcessBuilder("mkfifo", records.resolve("pipe.csv").toString())
                        .start()
                        .waitFor())
                .isZero();
        write(".hidden.csv", "hidden", 1);
        write("one.csv.part", "part", 1);
        write("good.csv", "a", 1);
        awaitLoads(1);
        lookTwice();
        assertThat(stored()).containsExactly("a 1");
        assertThat(warehouse.rows("SELECT name FROM load")).containsExactly("good.csv");
    }

    @Test
    void generates_files_there_and_nowhere_else() throws IOException {
        generate("2021").then().statusCode(202);
        awaitLoads(10);
        assertThat(warehouse.recordsAsCsv().replaceAll(",[^,\n]*\n", "\n"))
                .isEqualTo(Warehouse.expectedRecords().replaceAll(",[^,\n]*\n", "\n"));

        var before = files(folder);
        Files.createSymbolicLink(records.resolve("out"), elsewhere);
        for (var name : List.of("..", "../..", "a/../../b", "/etc", "out", "out/deeper", "a\\b", ".hidden", "a\0b")) {
            generate(name).then().statusCode(400).contentType("application/problem+json");
        }
        assertThat(files(folder)).isEqualTo(before);
        assertThat(files(elsewhere)).isEmpty();
    }

    private static io.restassured.response.Response generate(String below) {
        return given().contentType("application/json")
                .body(Map.of("sensors", 10, "records_per_sensor", 5, "interval", 1, "folder", below))
                .post("/ingest/records/generate");
    }

    private void write(String name, String sensor, int value) throws IOException {
        var file = records.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, row(sensor, value));
    }

    private static String row(String sensor, int value) {
        return HEADER + "2021-01-01T00:00:00Z," + sensor + "," + value + "\n";
    }

    private List<String> stored() {
        return warehouse.rows("SELECT sensor_id || ' ' || value FROM records ORDER BY 1");
    }

    private void awaitLoads(int loads) {
        Warehouse.await(
                loads + " loads are over",
                () -> warehouse
                                .rows("SELECT state FROM load WHERE state IN ('DONE', 'FAILED')")
                                .size()
                        == loads);
    }

    /** A file that was there all the time has been seen twice once one that came later is loaded. */
    private void lookTwice() throws IOException {
        long before = warehouse.count("load");
        var witness = Files.createDirectories(folder.resolve("articles")).resolve("witness.csv");
        Files.writeString(witness, "id,title,created_by,updated_by\n");
        Warehouse.await("the witness is seen", () -> warehouse.count("load") > before);
        warehouse.sql.update("DELETE FROM load WHERE dataset = 'articles'");
        TestServer.delete(witness);
    }

    private static Set<Path> files(Path below) throws IOException {
        try (var all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
