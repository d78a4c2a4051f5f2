package webscale.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import webscale.commons.testing.PostgresResource;
import webscale.commons.testing.PostgresServer;

/**
 * The public sample, loaded twice in a row by every way in, becomes exactly what is expected; the first time the consumer
 * is killed when it is about to store the second half. The service is the packaged one, in a process of its own.
 */
class SampleIT {
    enum Broker {
        KAFKA(TestKafka::new, true),
        RABBITMQ(TestRabbit::new, TestRabbit.isInstalled());

        private final Supplier<QuarkusTestResourceLifecycleManager> server;
        private final boolean installed;

        Broker(Supplier<QuarkusTestResourceLifecycleManager> server, boolean installed) {
            this.server = server;
            this.installed = installed;
        }
    }

    private static final int FILES = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestServer service = TestServer.named("ingest");
    private final Path folder = service.folder().resolve("incoming");
    private final List<String> command = new ArrayList<>();
    private QuarkusTestResourceLifecycleManager broker;
    private Warehouse warehouse;
    private int expectedLoads;

    @AfterEach
    void stop() {
        service.delete();
        http.shutdownNow();
        if (broker != null) {
            broker.stop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void loads_exactly_by_every_way_in(Broker kind) throws Exception {
        assumeTrue(kind.installed, "needs a rabbitmq-server");
        start(kind);
        for (var way : List.<Way>of(this::upload, this::uploadGzip, this::drop, this::byCommand)) {
            warehouse.clear();
            loadAndKill(way);
            assertThat(warehouse.recordsAsCsv()).isEqualTo(Warehouse.expectedRecords());
            way.load(Warehouse.sample(), 2);
            awaitLoads(FILES);
            assertThat(warehouse.recordsAsCsv()).isEqualTo(Warehouse.expectedRecords());
        }
    }

    /** A way in. */
    private interface Way {
        /** @param round tells it from others with the same files */
        void load(List<Path> files, int round) throws Exception;
    }

    /** The first half, then the second, whose rows wait in transactions of a consumer that is killed there. */
    private void loadAndKill(Way way) throws Exception {
        var files = Warehouse.sample();
        way.load(files.subList(0, FILES / 2), 1);
        awaitLoads(FILES / 2);
        var failure = new Exception[1];
        var client = Thread.ofPlatform().unstarted(() -> {
            try {
                way.load(files.subList(FILES / 2, FILES), 1);
            } catch (Exception e) {
                failure[0] = e;
            }
        });
        warehouse.sql.transaction(session -> {
            session.update("LOCK TABLE records IN SHARE MODE");
            client.start();
            PostgresServer.awaitBlockedStatement(session);
            service.kill();
            return null;
        });
        assertThat(warehouse.count("records")).isEqualTo(25);
        launch();
        client.join();
        assertThat(failure).containsOnlyNulls();
        awaitLoads(FILES / 2);
    }

    private void upload(List<Path> files, int round) throws Exception {
        for (var file : files) {
            post(Files.readAllBytes(file), "plain " + file.getFileName() + round);
        }
    }

    private void uploadGzip(List<Path> files, int round) throws Exception {
        for (var file : files) {
            var bytes = new ByteArrayOutputStream();
            try (var out = new GZIPOutputStream(bytes)) {
                out.write(Files.readAllBytes(file));
            }
            post(bytes.toByteArray(), "gzip " + file.getFileName() + round);
        }
    }

    /** A file that has another time is taken again, so each comes with its time, and at once. */
    private void drop(List<Path> files, int round) throws IOException {
        var to = Files.createDirectories(folder.resolve("records"));
        for (var file : files) {
            var outside = Files.write(service.folder().resolve(file.getFileName()), Files.readAllBytes(file));
            Files.setLastModifiedTime(outside, FileTime.from(Instant.ofEpochSecond(1_600_000_000 + round)));
            Files.move(outside, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void byCommand(List<Path> files, int round) throws Exception {
        var command = new ArrayList<>(List.of("../ingest.sh", "records", "--again", "--url=" + url("")));
        files.forEach(file -> command.add(file.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.endsWith("5 rows stored, 0 rejected")))
                .as(output)
                .hasSize(files.size());
    }

    /** Once, or again with the same key where the answer was lost. */
    private void post(byte[] body, String key) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url("/ingest/records")))
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        Warehouse.await("accepted", () -> {
            try {
                return http.send(request, BodyHandlers.discarding()).statusCode() == 202;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Until so many more are done, and none is left: asked at once, as loads of the folder begin between two questions. */
    private void awaitLoads(int more) {
        expectedLoads += more;
        var done = List.of("DONE " + expectedLoads);
        Warehouse.await(expectedLoads + " loads done", () -> warehouse
                .rows("SELECT state || ' ' || count(*) FROM load GROUP BY state")
                .equals(done));
    }

    private void start(Broker kind) {
        var settings = new HashMap<String, String>();
        settings.putAll(new PostgresResource().start());
        broker = kind.server.get();
        settings.putAll(broker.start());
        settings.put("quarkus.http.port", Integer.toString(service.port()));
        settings.put("webscale.ingest.folder", folder.toString());
        settings.put("webscale.ingest.folder-every", "200ms");
        // The least that Kafka allows: so long a consumer that was killed keeps its chunks from the next one.
        settings.put("mp.messaging.incoming.ingest-chunks.session.timeout.ms", "6000");
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        warehouse = new Warehouse(PostgresServer.dataSource(settings.get("quarkus.datasource.jdbc.url")));
        launch();
    }

    private void launch() {
        service.start(command, Map.of());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + service.port() + path;
    }
}
