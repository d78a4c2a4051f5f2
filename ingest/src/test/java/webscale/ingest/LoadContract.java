package webscale.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What loading promises, whatever the broker is. */
abstract class LoadContract {
    private static final String HEADER = "record_time,sensor_id,value\n";

    @Inject
    DataSource pool;

    protected Warehouse warehouse;

    @BeforeEach
    void emptyTables() {
        warehouse = new Warehouse(pool);
        warehouse.clear();
    }

    /** Kills the broker, and starts it again with its data. */
    abstract void breakBroker();

    @Test
    void loads_the_public_sample_by_upload_twice_in_a_row() throws IOException {
        for (int round = 0; round < 2; round++) {
            var loads = new ArrayList<String>();
            for (var file : Warehouse.sample()) {
                loads.add(Warehouse.load("records", Files.readString(file)));
            }
            loads.forEach(Warehouse::done);
            assertThat(warehouse.recordsAsCsv()).isEqualTo(Warehouse.expectedRecords());
        }
    }

    @Test
    void loads_gzip_by_its_header_by_its_first_bytes_and_with_several_members() throws IOException {
        var files = Warehouse.sample();
        var loads = new ArrayList<String>();
        for (var file : files) {
            var text = Files.readString(file);
            int middle = text.length() / 2;
            var gzip = concat(gzip(text.substring(0, middle)), gzip(text.substring(middle)));
            var headers = loads.size() % 2 == 0 ? new String[] {"Content-Encoding", "gzip"} : new String[0];
            loads.add(Warehouse.upload("records", gzip, headers)
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("load_id"));
        }
        loads.forEach(Warehouse::done);
        assertThat(warehouse.recordsAsCsv()).isEqualTo(Warehouse.expectedRecords());
    }

    @Test
    void gives_a_repeated_key_the_same_load_and_another_file_a_refusal() throws IOException {
        var text = Files.readString(Warehouse.sample().getFirst());
        var key = UUID.randomUUID().toString();
        var first = Warehouse.load("records", text, "Idempotency-Key", key);
        Warehouse.done(first);
        assertThat(Warehouse.load("records", text, "Idempotency-Key", key)).isEqualTo(first);
        assertThat(Warehouse.load("records", text)).isNotEqualTo(first);
        Warehouse.upload("records", (text + "2021-01-01T00:00:00Z,x,1\n").getBytes(), "Idempotency-Key", key)
                .then()
                .statusCode(422);
        assertThat(warehouse.rows("SELECT sensor_id FROM records WHERE sensor_id = 'x'"))
                .isEmpty();
    }

    @Test
    void lets_the_later_line_win_and_the_later_load() {
        var first = Warehouse.load("records", HEADER + "2021-01-01T00:00:00Z,a,1\n2021-01-01T00:00:00Z,a,2\n");
        Warehouse.done(first);
        assertThat(warehouse.rows("SELECT value::int FROM records")).containsExactly("2");
        var loads = IntStream.range(3, 20)
                .mapToObj(value -> Warehouse.load("records", HEADER + "2021-01-01T01:00:00+01:00,a," + value + "\n"))
                .toList();
        loads.forEach(Warehouse::done);
        assertThat(warehouse.rows("SELECT value::int FROM records")).containsExactly("19");
    }

    @Test
    void loses_and_doubles_nothing_when_sessions_are_cut_and_the_broker_is_killed() throws Exception {
        int rows = 60_000;
        var body = HEADER
                + IntStream.range(0, rows)
                        .mapToObj(i -> "2021-01-01T%02d:%02d:%02d.%03d+00:00,s%d,%d"
                                .formatted(i / 3_600_000, i / 60_000 % 60, i / 1_000 % 60, i % 1_000, i % 7, i))
                        .collect(Collectors.joining("\n"));
        var stop = new boolean[1];
        var cutter = Thread.ofPlatform().start(() -> {
            while (!stop[0]) {
                try {
                    Thread.sleep(40);
                    cutSessions();
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        String load;
        try {
            load = given().contentType("text/csv")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .body(body)
                    .post("/ingest/records")
                    .path("load_id");
            for (int tries = 0; load == null && tries < 50; tries++) {
                load = given().contentType("text/csv")
                        .body(body)
                        .post("/ingest/records")
                        .path("load_id");
            }
            breakBroker();
        } finally {
            stop[0] = true;
            cutter.join();
        }
        var over = Warehouse.done(load);
        assertThat(over.<Integer>path("rows_stored")).isEqualTo(rows);
        assertThat(warehouse.count("records")).isEqualTo(rows);
        assertThat(warehouse.rows("SELECT sum(value)::bigint FROM records"))
                .containsExactly(Long.toString((long) rows * (rows - 1) / 2));
    }

    /** Ends what stores chunks at this moment, before, in or after its commit. */
    private void cutSessions() {
        var other = webscale.commons.testing.PostgresServer.dataSource(url());
        new webscale.commons.sql.Sql(other).query("""
                        SELECT pg_terminate_backend(pid)
                          FROM pg_stat_activity
                         WHERE datname = current_database() AND query LIKE '%chunk%' AND pid <> pg_backend_pid()
                        """, row -> row.getBoolean(1));
    }

    private static String url() {
        return org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("quarkus.datasource.jdbc.url", String.class);
    }

    @Test
    void buries_a_chunk_that_postgres_refuses_and_stores_it_when_sent_again() {
        warehouse.sql.update("ALTER TABLE records ADD CONSTRAINT broken CHECK (value < 1000) NOT VALID");
        var id = Warehouse.load("records", HEADER + "2021-01-01T00:00:00Z,a,5000\n");
        var failed = Warehouse.over(id);
        assertThat(failed.<String>path("state")).isEqualTo("FAILED");
        assertThat(failed.<String>path("failure")).contains("broken");
        var letters = given().get("/ingest/dead-letters").jsonPath().<Map<String, Object>>getList("$");
        var letter = letters.stream()
                .filter(l -> id.equals(l.get("load_id")))
                .findFirst()
                .orElseThrow();
        assertThat(letter.get("reason")).asString().contains("broken");

        warehouse.sql.update("ALTER TABLE records DROP CONSTRAINT broken");
        given().post("/ingest/dead-letters/" + letter.get("id") + "/redrive")
                .then()
                .statusCode(202);

        Warehouse.await(
                "done", () -> "DONE".equals(given().get("/ingest/loads/" + id).path("state")));
        assertThat(warehouse.rows("SELECT value::int FROM records")).containsExactly("5000");
        assertThat(given().get("/ingest/dead-letters").jsonPath().<String>getList("load_id"))
                .doesNotContain(id);
    }

    @Test
    void rejects_a_click_on_no_article_and_stores_it_when_sent_again() {
        var clicks = "userId,time,action,objectId\n"
                + "00001,2017-04-01 10:00:00,FIRST_INSTALL,\n"
                + "00001,2017-04-01 11:00:00,LIKE_ARTICLE,111111\n";
        var id = Warehouse.load("clickstream", clicks);
        var load = Warehouse.done(id);
        assertThat(List.of(load.<Integer>path("rows_stored"), load.<Integer>path("rows_rejected")))
                .containsExactly(1, 1);
        var reject = given().get("/ingest/loads/" + id + "/rejects");
        assertThat(reject.<Integer>path("[0].line")).isEqualTo(3);
        assertThat(reject.<String>path("[0].text")).isEqualTo("00001,2017-04-01 11:00:00,LIKE_ARTICLE,111111");

        Warehouse.load("articles", "id,title,created_by,updated_by\n111111,One,2017-03-01,2017-03-02 10:00:00\n");
        var again = given().post("/ingest/loads/" + id + "/rejects/redrive");
        again.then().statusCode(202);
        Warehouse.done(again.path("load_id"));
        assertThat(warehouse.rows("SELECT time || ' ' || action FROM clickstream ORDER BY time"))
                .containsExactly("2017-04-01 10:00:00 FIRST_INSTALL", "2017-04-01 11:00:00 LIKE_ARTICLE");
        given().post("/ingest/loads/" + id + "/rejects/redrive").then().statusCode(409);
    }

    @Test
    void counts_each_vote_once_also_those_of_one_moment() {
        int votes = 200;
        IntStream.range(0, votes).parallel().forEach(i -> given().contentType("application/json")
                .body("{\"candidate\":\"" + (i % 3 + 1) + "\"}")
                .header("X-Kiosk-Id", "7")
                .post("/vote")
                .then()
                .statusCode(200));
        given().get("/vote_to_2").then().statusCode(200);
        Warehouse.await("all votes stored", () -> warehouse.count("votes") == votes + 1);
        assertThat(warehouse.rows("SELECT candidate || ' ' || votes FROM vote_total ORDER BY 1"))
                .containsExactlyElementsOf(
                        warehouse.rows("SELECT candidate || ' ' || count(*) FROM votes GROUP BY candidate ORDER BY 1"));
        assertThat(warehouse.rows("SELECT kioskId FROM votes WHERE kioskId <> 7"))
                .containsExactly("9");
        given().contentType("application/json")
                .body("{\"candidate\":\"4\"}")
                .post("/vote")
                .then()
                .statusCode(400);
        given().contentType("application/json").body("{").post("/vote").then().statusCode(400);
        given().get("/vote_to_4").then().statusCode(400);
    }

    @Test
    void generates_rows_to_the_last_one() {
        var weather = given().contentType("application/json")
                .body("{\"total_records\":2500,\"batch_size\":1000}")
                .post("/ingest/weather/generate");
        weather.then().statusCode(202);
        assertThat(given().get("/ingest/loads/" + weather.path("load_id") + "/events")
                        .asString())
                .contains("\"state\":\"DONE\"", "\"rows_stored\":2500");
        Warehouse.done(weather.path("load_id"));
        assertThat(warehouse.rows("""
                SELECT count(*) || ' ' || (count(*) FILTER (WHERE temperature BETWEEN -10 AND 40
                       AND humidity BETWEEN 20 AND 100 AND wind_speed BETWEEN 0 AND 20
                       AND timestamp BETWEEN now() - interval '5 years 2 days' AND now() + interval '1 day'))
                  FROM weather_data
                """)).containsExactly("2500 2500");

        var records = given().contentType("application/json")
                .body("{\"sensors\":10,\"records_per_sensor\":5,\"interval\":1}")
                .post("/ingest/records/generate");
        records.then().statusCode(202);
        Warehouse.done(records.path("load_id"));
        assertThat(warehouse.recordsAsCsv().replaceAll(",[^,\n]*\n", "\n"))
                .isEqualTo(Warehouse.expectedRecords().replaceAll(",[^,\n]*\n", "\n"));
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes());
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] one, byte[] two) {
        var both = java.util.Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
