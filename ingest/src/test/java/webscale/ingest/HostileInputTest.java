package webscale.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.testing.PostgresResource;

/** Nothing that comes from outside is trusted, and no row pays for another one. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(TestKafka.class)
class HostileInputTest {
    private static final String HEADER = "record_time,sensor_id,value\n";
    private static final String GOOD = "2021-01-01T00:00:00.000+08:00,good,1.5\n";

    @Inject
    DataSource pool;

    private Warehouse warehouse;

    @BeforeEach
    void emptyTables() {
        warehouse = new Warehouse(pool);
        warehouse.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2021-13-01T00:00:00Z,a,1",
                "2021-02-29T00:00:00Z,a,1",
                "2021-01-01T00:00:00,a,1",
                "2021-01-01T25:00:00Z,a,1",
                ",a,1",
                "2021-01-01T00:00:00Z,,1",
                "2021-01-01T00:00:00Z,  ,1",
                "2021-01-01T00:00:00Z,\"\",1",
                "2021-01-01T00:00:00Z,a,",
                "2021-01-01T00:00:00Z,a,NaN",
                "2021-01-01T00:00:00Z,a,Infinity",
                "2021-01-01T00:00:00Z,a,-inf",
                "2021-01-01T00:00:00Z,a,1e400",
                "2021-01-01T00:00:00Z,a,0x1p3",
                "2021-01-01T00:00:00Z,a,1d",
                "2021-01-01T00:00:00Z,a,１２",
                "2021-01-01T00:00:00Z,a,1,2",
                "2021-01-01T00:00:00Z,a",
                "2021-01-01T00:00:00Z,\"a,1",
                "2021-01-01T00:00:00Z,\"a\"b,1",
                "2021-01-01T00:00:00Z,a\0b,1",
                "\\.",
                "\\N"
            })
    void rejects_a_bad_row_and_stores_its_neighbours(String bad) {
        var id = Warehouse.load("records", HEADER + GOOD + bad + "\n" + GOOD.replace("good", "better"));
        var load = Warehouse.done(id);
        assertThat(counts(load)).containsExactly(3, 2, 1);
        var reject = given().get("/ingest/loads/" + id + "/rejects")
                .jsonPath()
                .<Map<String, Object>>getList("$")
                .getFirst();
        assertThat(reject).containsEntry("line", 3).containsEntry("text", bad.replace('\0', '\uFFFD'));
        assertThat(reject.get("reason")).asString().isNotBlank();
        assertThat(warehouse.rows("SELECT sensor_id FROM records ORDER BY 1")).containsExactly("better", "good");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR 1=1 --",
                "=cmd()",
                "\\.",
                "\\N",
                "a\tb",
                "$[?(@)]",
                "a\"\"b",
                "a\r\nb",
                "NULL",
                "ünï",
                "𝄞",
                "a,b"
            })
    void stores_what_looks_like_an_attack_as_data(String sensor) {
        var id = Warehouse.load("records", HEADER + "2021-01-01T00:00:00Z,\"" + sensor + "\",1\n" + GOOD);
        assertThat(counts(Warehouse.done(id))).containsExactly(2, 2, 0);
        assertThat(warehouse.rows("SELECT sensor_id FROM records WHERE sensor_id <> 'good'"))
                .containsExactly(sensor.replace("\"\"", "\""));
    }

    @Test
    void rejects_bytes_that_are_not_utf_8_and_rows_that_are_too_long() {
        var body = new ByteArrayOutputStream();
        body.writeBytes(bytes(HEADER + GOOD + "2021-01-01T00:00:00Z,"));
        body.writeBytes(new byte[] {(byte) 0xC0, (byte) 0xAF, (byte) 0xED, (byte) 0xA0, (byte) 0x80});
        body.writeBytes(
                bytes(",1\n2021-01-01T00:00:00Z," + "x".repeat(3_000_000) + ",1\n" + GOOD.replace("good", "z")));
        var load = Warehouse.done(Warehouse.upload("records", body.toByteArray())
                .then()
                .statusCode(202)
                .extract()
                .path("load_id"));
        assertThat(counts(load)).containsExactly(4, 2, 2);
    }

    @Test
    void refuses_a_file_without_its_header_and_leaves_no_trace() {
        long before = warehouse.count("load");
        for (var body : List.of("", GOOD, "a,b,c\n" + GOOD, "record_time,sensor_id\n", "\0\0\0\0", "{\"a\":1}")) {
            var answer = Warehouse.upload("records", bytes(body));
            answer.then().statusCode(400).contentType("application/problem+json");
        }
        Warehouse.upload("records", new byte[200_000]).then().statusCode(400);
        assertThat(warehouse.count("load")).isEqualTo(before);
        Warehouse.upload("nothing", bytes(GOOD)).then().statusCode(404);
        Warehouse.upload("records", bytes(HEADER), "Content-Encoding", "br")
                .then()
                .statusCode(415);
        given().get("/ingest/loads/none").then().statusCode(404);
        given().get("/ingest/loads?limit=0").then().statusCode(400);
    }

    @Test
    void loads_a_header_alone_with_a_byte_order_mark_and_any_line_ends() {
        Warehouse.done(Warehouse.load("records", "\uFEFF" + HEADER));
        var id = Warehouse.load(
                "records",
                "\uFEFF" + (HEADER + GOOD).replace("\n", "\r\n") + "\r\n\n  \n"
                        + GOOD.replace("good", "last").strip());
        assertThat(counts(Warehouse.done(id))).containsExactly(2, 2, 0);
    }

    @Test
    void stops_at_bombs_and_at_torn_gzip_and_keeps_nothing_of_them() throws IOException {
        var rows = new StringBuilder(HEADER);
        for (int i = 0; i < 50_000; i++) {
            rows.append(GOOD);
        }
        var gzip = gzip(bytes(rows.toString()));
        var torn = Arrays.copyOf(gzip, gzip.length - 10);
        Warehouse.upload("records", torn).then().statusCode(400).contentType("application/problem+json");
        var garbage = Arrays.copyOf(gzip, gzip.length + 100);
        Arrays.fill(garbage, gzip.length, garbage.length, (byte) 7);
        Warehouse.upload("records", garbage).then().statusCode(400);

        var blanks = new byte[64 << 20];
        Arrays.fill(blanks, (byte) '\n');
        System.arraycopy(bytes(HEADER + GOOD), 0, blanks, 0, (HEADER + GOOD).length());
        Warehouse.upload("records", gzip(blanks)).then().statusCode(413).contentType("application/problem+json");
        assertThat(warehouse.count("records")).isZero();
        assertThat(warehouse.rows("SELECT DISTINCT state FROM load WHERE failure LIKE 'The file%'"))
                .containsExactly("FAILED");
    }

    @Test
    void loses_no_line_of_a_log_that_has_host_time_status_and_size() {
        var log = new ByteArrayOutputStream();
        log.writeBytes(bytes("""
                199.72.81.55 - - [01/Jul/1995:00:00:01 -0400] "GET /history/apollo/ HTTP/1.0" 200 6245
                199.72.81.55 - - [01/Jul/1995:00:00:01 -0400] "GET /history/apollo/ HTTP/1.0" 200 6245
                x.ac.uk - - [18/Aug/1995:00:00:01 -0400] "GET /a "b" c HTTP/1.0" 404 -
                burger.letters.com - - [01/Jul/1995:00:00:11 -0400] "GET /x 200 " 304 0

                8.8.8.8 - bob [01/Jul/1995:00:00:12 +0200] "GET / HTTP/1.1" 200 12 "http://a/" "Mozilla (X; 1 2)"
                alyssa.p
                """));
        log.writeBytes(bytes("teleman.pr.mcs.net - - [01/Jul/1995:00:00:13 -0400] \"GET /"));
        log.write(0xE4);
        log.writeBytes(bytes(" HTTP/1.0\" 200 1\n"));
        String id = Warehouse.upload("access-log", log.toByteArray()).path("load_id");
        assertThat(counts(Warehouse.done(id))).containsExactly(7, 6, 1);
        assertThat(warehouse.rows("""
                SELECT host || ' ' || request || ' ' || status || ' ' || coalesce(size::text, '-') FROM access_log
                 ORDER BY time, host
                """))
                .contains(
                        "x.ac.uk GET /a \"b\" c HTTP/1.0 404 -",
                        "8.8.8.8 GET / HTTP/1.1 200 12",
                        "teleman.pr.mcs.net GET /ä HTTP/1.0 200 1",
                        "burger.letters.com GET /x 200  304 0");
        assertThat(warehouse.rows("SELECT country FROM access_log WHERE host = 'x.ac.uk'"))
                .containsExactly("GB");
        assertThat(warehouse.rows("SELECT country FROM access_log WHERE host = '8.8.8.8'"))
                .containsExactly("US");
        assertThat(warehouse.rows("SELECT country FROM access_log WHERE host = 'burger.letters.com'"))
                .containsExactly("XX");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc", "a/../b", "/etc", "..", "a\\b", ".hidden"})
    void writes_and_reads_no_file_outside_of_the_folder(String folder) {
        given().contentType("application/json")
                .body(Map.of("sensors", 1, "records_per_sensor", 1, "folder", folder))
                .post("/ingest/records/generate")
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(400, 409));
    }

    private static List<Integer> counts(Response load) {
        return List.of(load.path("rows_read"), load.path("rows_stored"), load.path("rows_rejected"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
