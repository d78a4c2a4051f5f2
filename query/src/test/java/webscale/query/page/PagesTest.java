package webscale.query.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.testing.Problems;
import webscale.query.testing.WarehouseResource;

/** Pages as they are sent; {@link BrowserTest} looks at them with a browser. */
@QuarkusTest
@WithTestResource(WarehouseResource.class)
class PagesTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
    private static final Pattern OPTION = Pattern.compile("<option");

    @TestHTTPResource("/")
    URI root;

    @ParameterizedTest
    @CsvSource({
        "/, How warm",
        "/query?location=Oslo, 2.45 °C",
        "/sensors, bdd640fb_0",
        "/sensors?sensor_id=bdd640fb_0, '10,000'",
        "/access-log, early.example",
        "/articles, 'Eggs &amp; &lt;i&gt;ham&lt;/i&gt;'",
        "/votes, lam lam",
        "/loads, half way.csv",
        "/documents, Keys"
    })
    void each_is_safe_and_works_under_any_prefix(String path, String text) {
        var page = page(path, 200);
        assertThat(page.asString()).contains(text);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.asString())
                .doesNotContain(
                        "href=\"/", "src=\"/", "action=\"/", "http://", "https://", " style=", "<style", " onclick");
        assertThat(page.asString().split("<script").length - 1)
                .as("no script stands in the page")
                .isEqualTo(page.asString().split("<script src=").length - 1);
    }

    @Test
    void the_first_page_offers_ten_locations_and_more_by_search() {
        assertThat(options(page("/", 200))).isBetween(10, 50);
        var found = page("/?search=quito", 200).asString();
        assertThat(found).contains("<option>&lt;b&gt;Quito&lt;/b&gt; &amp; &quot;Lima&quot;</option>");
        assertThat(page("/?search=nobody+there", 200).asString()).contains("No location has “nobody there”");
    }

    @Test
    void a_form_is_answered_as_the_public_one() {
        assertThat(query("Oslo").asString()).contains("2.45 °C").doesNotContain("No data available");
        assertThat(query("Rome").asString()).contains("-1.01 °C");
        assertThat(query("<b>Quito</b> & \"Lima\"").asString())
                .contains("1.00 °C")
                .doesNotContain("<b>Quito");
        assertThat(query("Atlantis").asString()).contains("No data available", "<option selected>Atlantis</option>");
        assertThat(query("Atlantis").statusCode()).isEqualTo(200);
    }

    @Test
    void a_form_without_a_location_is_refused() {
        Problems.assertProblem(query(""), 400);
        Problems.assertProblem(query("x".repeat(101)), 400);
        Problems.assertProblem(query("a\u0000b"), 400);
        Problems.assertProblem(given().formParam("place", "Oslo").post("/query"), 400);
        Problems.assertProblem(
                given().contentType("application/x-www-form-urlencoded").post("/query"), 400);
        Problems.assertProblem(
                given().contentType("application/x-www-form-urlencoded")
                        .body("location=%zz")
                        .post("/query"),
                400);
        Problems.assertProblem(
                given().contentType("application/json").body("{}").post("/query"), 415);
        assertThat(given().accept(BROWSER)
                        .formParam("location", "")
                        .post("/query")
                        .asString())
                .contains("Bad Request", "location is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing, 404, ./",
        "/nothing/at/all, 404, ../../",
        "/query, 400, ./",
        "/weather/average, 400, ../",
        "/sensors?sensor_id=x&from=yesterday, 400, ./",
        "/access-log?limit=0, 400, ./",
        "/articles?day=2017-02-30, 400, ./"
    })
    void a_browser_gets_a_page_for_an_error_and_a_program_gets_json(String path, int status, String way) {
        var page = page(path, status);
        assertThat(page.asString()).contains("<p class=\"status\">" + status, "class=\"button\" href=\"" + way + "\"");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        Problems.assertProblem(given().get(path), status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.css", "pages.js", "chart.umd.min.js", "icon.svg"})
    void files_of_pages_are_kept_by_browsers_until_they_change(String name) {
        var html = page("/query?location=Oslo", 200).asString();
        var url = Pattern.compile("assets/" + Pattern.quote(name) + "\\?v=\\w+").matcher(html);
        assertThat(url.find()).isTrue();
        var file = given().get("/" + url.group());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.header("Cache-Control")).contains("immutable");
        assertThat(file.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(given().get("/assets/" + name).header("Cache-Control")).isEqualTo("no-cache");
        assertThat(given().get("/assets/..%2fapplication.properties").statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_page_is_compressed_for_those_who_take_that() throws IOException, InterruptedException {
        assertThat(given().header("Accept-Encoding", "gzip").get("/").header("Content-Encoding"))
                .isEqualTo("gzip");
        // RestAssured itself always takes it.
        try (var client = HttpClient.newHttpClient()) {
            var plain = client.send(HttpRequest.newBuilder(root).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
            assertThat(plain.body()).contains("How warm");
        }
    }

    private static int options(Response page) {
        return (int) OPTION.matcher(page.asString()).results().count();
    }

    private static Response query(String location) {
        return given().contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("location", location)
                .post("/query");
    }

    private static Response page(String path, int status) {
        var page = given().accept(BROWSER).urlEncodingEnabled(false).get(path);
        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.contentType()).startsWith("text/html");
        return page;
    }
}
