package webscale.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.testing.Problems;
import webscale.query.testing.WarehouseResource;

/** What each question is answered, as JSON. */
@QuarkusTest
@WithTestResource(WarehouseResource.class)
class AnswersTest {
    @Test
    void average_of_a_place() {
        var oslo = json("/weather/average?location=Oslo");
        assertThat(oslo.<Map<String, Object>>path("")).containsOnlyKeys("location", "average", "count");
        assertThat(oslo.<String>path("location")).isEqualTo("Oslo");
        assertThat(oslo.jsonPath().getDouble("average")).isCloseTo(2.445, within(1e-9));
        assertThat(oslo.jsonPath().getInt("count")).isEqualTo(2);
        var nowhere = json("/weather/average?location=nowhere");
        assertThat(nowhere.asString()).isEqualTo("{\"location\":\"nowhere\",\"average\":null,\"count\":0}");
    }

    @Test
    void locations_in_order_and_by_search() {
        assertThat(json("/weather/locations").<List<String>>path(""))
                .isSorted()
                .doesNotHaveDuplicates()
                .contains("Oslo", "Place 0", "Place 11", "Rome");
        assertThat(json("/weather/locations?search=pLaCe 1&limit=2").<List<String>>path(""))
                .containsExactly("Place 1", "Place 10");
        assertThat(json("/weather/locations?search=%25").<List<String>>path("")).isEmpty();
    }

    @Test
    void months_of_a_place() {
        var months = json("/weather/months?location=Oslo");
        assertThat(months.<List<String>>path("month")).containsExactly("2026-01", "2026-02");
        assertThat(months.<List<Float>>path("highest")).containsExactly(2.44f, 2.45f);
    }

    @Test
    void all_rows_of_a_range_that_are_few() {
        var series =
                json("/records?sensor_id=23b8c1e9_1&from=2021-01-01T08:00:00%2B08:00&to=2021-01-01T00:00:02Z&points=2");
        assertThat(series.asString())
                .isEqualTo("{\"sensor_id\":\"23b8c1e9_1\",\"count\":2,\"points\":"
                        + "[[\"2021-01-01T00:00:00.123Z\",1.5],[\"2021-01-01T00:00:01Z\",-2.5]]}");
    }

    @Test
    void a_range_ends_before_its_end() {
        assertThat(json("/records?sensor_id=23b8c1e9_1&to=2021-01-01T00:00:01Z").<Integer>path("count"))
                .isEqualTo(1);
        assertThat(json("/records?sensor_id=23b8c1e9_1&from=2021-01-01T00:00:01Z")
                        .<Integer>path("count"))
                .isEqualTo(1);
        assertThat(json("/records?sensor_id=nobody").asString())
                .isEqualTo("{\"sensor_id\":\"nobody\",\"count\":0,\"points\":[]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 500, 9999, 10_000})
    void no_more_points_than_asked_for_and_no_peak_lost(int points) {
        var series = json("/records?sensor_id=bdd640fb_0&points=" + points);
        assertThat(series.<Integer>path("count")).isEqualTo(10_000);
        List<List<Object>> found = series.path("points");
        assertThat(found).hasSizeBetween(Math.max(1, points / 2), points);
        assertThat(found).extracting(point -> (String) point.get(0)).isSorted().doesNotHaveDuplicates();
        if (points > 1) {
            assertThat(found)
                    .extracting(point -> ((Number) point.get(1)).doubleValue())
                    .contains(999.0);
        }
    }

    @Test
    void sensors_by_search() {
        assertThat(json("/records/sensors").<List<String>>path("")).containsExactly("23b8c1e9_1", "bdd640fb_0");
        assertThat(json("/records/sensors?search=FB_").<List<String>>path("")).containsExactly("bdd640fb_0");
    }

    @Test
    void access_log() {
        assertThat(json("/access-log/requests").asString()).isEqualTo("{\"total\":24}");
        // XX has more, but is never the answer while a country is known
        assertThat(json("/access-log/top-country").asString()).isEqualTo("{\"country\":\"JP\",\"requests\":5}");
        assertThat(json("/access-log/top-hosts?from=1995-08-18T00:00:01-04:00&to=1995-08-21T00:00:01-04:00&limit=10")
                        .asString())
                .isEqualTo("[{\"host\":\"c.co.uk\",\"requests\":4},{\"host\":\"a.example\",\"requests\":3},"
                        + "{\"host\":\"b.example\",\"requests\":3}]");
        assertThat(json("/access-log/top-hosts?limit=1").asString())
                .isEqualTo("[{\"host\":\"early.example\",\"requests\":9}]");
    }

    @Test
    void articles_and_returning_users_as_in_the_public_sample() {
        assertThat(json("/articles/top-liked?day=2017-04-01").asString())
                .isEqualTo("[{\"id\":\"111111\",\"title\":\"Harbour opens\",\"likes\":2},"
                        + "{\"id\":\"111112\",\"title\":\"Eggs & <i>ham</i>\",\"likes\":1}]");
        assertThat(json("/articles/top-liked?day=2016-02-29").asString()).isEqualTo("[]");
        assertThat(json("/users/returning?installed=2017-04-01&days=7").asString())
                .isEqualTo("{\"users\":4}");
        assertThat(json("/users/returning?installed=2017-04-01").asString()).isEqualTo("{\"users\":4}");
        assertThat(json("/users/returning?installed=2017-04-01&days=8").asString())
                .isEqualTo("{\"users\":5}");
        assertThat(json("/users/returning?installed=2017-04-01&days=1").asString())
                .isEqualTo("{\"users\":1}");
        assertThat(json("/users/returning?installed=2017-04-02").asString()).isEqualTo("{\"users\":0}");
    }

    @Test
    void voting_distribution() {
        var votes = json("/voting_distribution");
        assertThat(votes.<String>path("status")).isEqualTo("SUCCESS");
        assertThat(votes.<Map<String, Integer>>path("payload.last_10_minute.distribution"))
                .containsAllEntriesOf(Map.of("chips", 2, "lam lam", 0, "justice", 0));
        assertThat(votes.<Map<String, Integer>>path("payload.total_vote_count.distribution"))
                .containsAllEntriesOf(Map.of("chips", 2, "lam lam", 1, "justice", 0, "9", 1));
        for (var part : List.of("last_10_minute", "total_vote_count")) {
            String time = votes.path("payload." + part + ".last_update_time");
            assertThat(time).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
            var at = LocalDateTime.parse(time, DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS"));
            assertThat(at).isAfter(LocalDateTime.now(ZoneOffset.UTC).minusMinutes(1));
        }
    }

    @Test
    void health_check() {
        var answer = given().get("/health-check");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo("success");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/weather/average",
                "/weather/average?location=",
                "/weather/average?location=%20",
                "/weather/average?location=a%00b",
                "/weather/average?location=%FF%FE",
                "/weather/average?location=%ED%A0%80",
                "/weather/months?location=",
                "/weather/locations?limit=0",
                "/weather/locations?limit=1e9",
                "/weather/locations?search=%00",
                "/records",
                "/records?sensor_id=",
                "/records?sensor_id=x&points=0",
                "/records?sensor_id=x&points=-1",
                "/records?sensor_id=x&points=10001",
                "/records?sensor_id=x&points=99999999999999999999",
                "/records?sensor_id=x&points=%EF%BC%91",
                "/records?sensor_id=x&from=yesterday",
                "/records?sensor_id=x&from=2021-01-01",
                "/records?sensor_id=x&from=2021-01-02T00:00:00Z&to=2021-01-01T00:00:00Z",
                "/records?sensor_id=x&to=%2B999999999-01-01T00:00:00Z",
                "/access-log/top-hosts?limit=1001",
                "/access-log/top-hosts?limit=ten",
                "/access-log/top-hosts?from=1995-08-18",
                "/access-log/top-hosts?from=1995-08-18T00:00:01-99:00",
                "/articles/top-liked",
                "/articles/top-liked?day=2017-02-30",
                "/articles/top-liked?day=0000-01-01",
                "/users/returning",
                "/users/returning?installed=2017-04-01&days=0",
                "/users/returning?installed=2017-04-01&days=367",
                "/users/returning?installed='%20OR%201=1"
            })
    void refuses(String path) {
        Problems.assertProblem(given().urlEncodingEnabled(false).get(path), 400);
    }

    @Test
    void refuses_names_that_are_too_long() {
        Problems.assertProblem(given().get("/weather/average?location=" + "x".repeat(101)), 400);
        Problems.assertProblem(given().get("/records?sensor_id=" + "x".repeat(129)), 400);
        assertThat(given().get("/weather/average?location=" + "x".repeat(100)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"' OR '1'='1", "'; DROP TABLE weather_data; --", "%", "_", "\\", "$1", "?"})
    void takes_a_text_for_a_text(String location) {
        var answer = given().queryParam("location", location).get("/weather/average");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.<Integer>path("count")).isZero();
        assertThat(answer.<String>path("location")).isEqualTo(location);
    }

    @Test
    void says_which_methods_a_path_takes() {
        for (var path : List.of("/records", "/weather/average", "/voting_distribution", "/access-log/requests")) {
            var answer = given().post(path);
            Problems.assertProblem(answer, 405);
            assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        }
        Problems.assertProblem(given().get("/nothing/here"), 404);
    }

    @Test
    void the_openapi_document_names_every_question() {
        var paths = new ArrayList<>(given().accept("application/json")
                .get("/q/openapi")
                .<Map<String, Object>>path("paths")
                .keySet());
        assertThat(paths)
                .contains(
                        "/records",
                        "/weather/locations",
                        "/weather/average",
                        "/access-log/requests",
                        "/access-log/top-hosts",
                        "/access-log/top-country",
                        "/articles/top-liked",
                        "/users/returning",
                        "/voting_distribution",
                        "/health-check");
    }

    private static Response json(String path) {
        var answer = given().urlEncodingEnabled(false).get(path.replace(" ", "%20"));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        return answer;
    }
}
