package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading through the gateway while ingest, Kafka and Postgres are each killed once: every row is there, once. */
class IngestIT {
    private static final int ROWS = 200_000;

    @TempDir
    private static Path data;

    private static LocalSystem system;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        var plan = SystemPlan.of(data, Ports.block(LocalSystem.PORTS));
        var ingest = plan.services().stream()
                .filter(service -> service.name().equals("ingest"))
                .toList();
        system = LocalSystem.prepared(plan.with(ingest)).startAll();
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        system.close();
    }

    @Test
    void loads_a_file_while_everything_is_killed_once() throws SQLException {
        var body = new StringBuilder("record_time,sensor_id,value\n");
        for (int i = 0; i < ROWS; i++) {
            body.append("2021-01-%02dT%02d:%02d:%02dZ,s%d,%d\n"
                    .formatted(i / 86_400 + 1, i / 3_600 % 24, i / 60 % 60, i % 60, i % 10, i));
        }
        for (var victim : List.of("ingest", "kafka", "postgres")) {
            var before = loaded();
            var id = upload(body.toString(), victim);
            var pid = system.pid(victim);
            system.kill(victim);
            Await.until(victim + " is back", () -> system.pid(victim) != pid && system.ready(victim));
            Await.until("loaded", () -> "DONE".equals(load(id).path("state").asText()));
            assertThat(load(id).path("rows_stored").asInt())
                    .as("first %s rows", before)
                    .isEqualTo(ROWS);
            assertThat(loaded()).isEqualTo(ROWS + " " + (long) ROWS * (ROWS - 1) / 2);
        }
    }

    @Test
    void goes_on_with_a_generator_where_it_was_killed() throws SQLException {
        var id = post("/ingest/weather/generate", "{\"total_records\":200000,\"batch_size\":2000}", "generate");
        var pid = system.pid("ingest");
        system.kill("ingest");
        Await.until("ingest is back", () -> system.pid("ingest") != pid && system.ready("ingest"));
        Await.until("made", () -> "DONE".equals(load(id).path("state").asText()));
        assertThat(row("SELECT count(*) FROM weather_data")).isEqualTo("200000");
    }

    /** With the same key until it is answered, as a client should. */
    private static String upload(String body, String key) {
        return post("/ingest/records", body, key);
    }

    private static String post(String path, String body, String key) {
        var answer = new JsonNode[1];
        Await.until("accepted", () -> {
            var request = HttpRequest.newBuilder(URI.create(system.gatewayUrl() + path))
                    .header("Content-Type", path.endsWith("generate") ? "application/json" : "text/csv")
                    .header("Idempotency-Key", key)
                    .POST(BodyPublishers.ofString(body));
            answer[0] = send(request.build(), 202);
            return answer[0] != null;
        });
        return answer[0].path("load_id").asText();
    }

    private static JsonNode load(String id) {
        var request = HttpRequest.newBuilder(URI.create(system.gatewayUrl() + "/ingest/loads/" + id));
        var load = send(request.build(), 200);
        return load == null ? new ObjectMapper().createObjectNode() : load;
    }

    private static JsonNode send(HttpRequest request, int wanted) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() == wanted ? new ObjectMapper().readTree(response.body()) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String loaded() throws SQLException {
        return row("SELECT count(*) || ' ' || coalesce(sum(value), 0)::bigint FROM records");
    }

    private static String row(String query) throws SQLException {
        try (var connection = DriverManager.getConnection(system.databaseUrl("warehouse"));
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
