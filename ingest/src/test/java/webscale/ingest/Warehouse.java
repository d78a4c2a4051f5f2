package webscale.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;

/** What tests do to the service and see of its tables. */
final class Warehouse {
    private static final Path RESOURCES = Path.of("src/test/resources");

    final Sql sql;

    Warehouse(DataSource pool) {
        this.sql = new Sql(pool);
    }

    /** The public sample's files. */
    static List<Path> sample() {
        try (var files = Files.list(RESOURCES.resolve("records"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Response upload(String dataset, byte[] body, String... headers) {
        var request = given().contentType("text/csv").body(body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.post("/ingest/" + dataset);
    }

    /** Uploads it, and returns the load's id. */
    static String load(String dataset, String body, String... headers) {
        return upload(dataset, body.getBytes(StandardCharsets.UTF_8), headers)
                .then()
                .statusCode(202)
                .extract()
                .path("load_id");
    }

    /** The load once it is over; read is stored and rejected in any state. */
    static Response over(String loadId) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            var load = given().get("/ingest/loads/" + loadId);
            assertThat(load.<Integer>path("rows_read"))
                    .isEqualTo(load.<Integer>path("rows_stored") + load.<Integer>path("rows_rejected"));
            if (List.of("DONE", "FAILED").contains(load.<String>path("state"))) {
                return load;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(load.asString());
            }
            pause();
        }
    }

    static Response done(String loadId) {
        var load = over(loadId);
        assertThat(load.<String>path("state")).as(load.asString()).isEqualTo("DONE");
        return load;
    }

    static void await(String what, java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Still not: " + what);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void clear() {
        sql.update("TRUNCATE records, weather_data, access_log, clickstream, articles, votes, vote_total CASCADE");
    }

    long count(String table) {
        return sql.query("SELECT count(*) FROM " + table, row -> row.getLong(1)).getFirst();
    }

    List<String> rows(String query) {
        return sql.query(query, row -> row.getString(1));
    }

    /** The table of records as the public sample writes its expectation. */
    String recordsAsCsv() {
        var lines = new ArrayList<String>(List.of("record_time,sensor_id,value"));
        lines.addAll(rows("""
                SELECT to_char(record_time AT TIME ZONE 'Asia/Hong_Kong', 'YYYY-MM-DD HH24:MI:SS.MS') || ' +0800,'
                       || sensor_id || ',' || value
                  FROM records
                 ORDER BY sensor_id, record_time
                """));
        return String.join("\n", lines) + "\n";
    }

    static String expectedRecords() {
        try {
            return Files.readString(RESOURCES.resolve("records_expected.csv"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
