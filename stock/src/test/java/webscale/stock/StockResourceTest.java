package webscale.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static webscale.commons.testing.Problems.assertProblem;
import static webscale.stock.Shop.newItem;
import static webscale.stock.Shop.stockOf;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresResource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class StockResourceTest {
    @Inject
    DataSource pool;

    @TestHTTPResource("/")
    URI root;

    @ParameterizedTest
    @CsvSource({"0, 0", "15, 15", "15.0, 15", "2147483647, 2147483647"})
    void creates_an_item_with_a_price_and_no_stock(String price, int read) {
        var id = given().post("/stock/item/create/" + price)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("item_id");
        given().get("/stock/find/" + id)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("stock", equalTo(0))
                .body("price", equalTo(read))
                .body("size()", equalTo(2));
    }

    @Test
    void adds_and_subtracts() {
        var id = newItem(1, 0);
        given().post("/stock/add/" + id + "/15").then().statusCode(200);
        given().post("/stock/subtract/" + id + "/5.0").then().statusCode(200);
        assertThat(stockOf(id)).isEqualTo(10);
        given().post("/stock/subtract/" + id + "/10").then().statusCode(200);
        assertThat(stockOf(id)).isZero();
    }

    @Test
    void adds_up_beyond_32_bits() {
        var id = newItem(1, Integer.MAX_VALUE);
        given().post("/stock/add/" + id + "/2147483647").then().statusCode(200);
        assertThat(stockOf(id)).isEqualTo(4294967294L);
    }

    @Test
    void refuses_what_does_not_fit_into_64_bits_and_changes_nothing() {
        var id = newItem(1, 1);
        var sql = new Sql(pool);
        sql.update("UPDATE item SET stock = ?, received = ? WHERE id = ?", Long.MAX_VALUE, Long.MAX_VALUE, id);
        assertThat(assertProblem(given().post("/stock/add/" + id + "/1"), 409)).isEqualTo("too-much-stock");
        assertThat(stockOf(id)).isEqualTo(Long.MAX_VALUE);
        sql.update("UPDATE item SET stock = 0, received = 0 WHERE id = ?", id);
    }

    @Test
    void refuses_to_subtract_below_zero_and_changes_nothing() {
        var id = newItem(1, 5);
        assertThat(assertProblem(given().post("/stock/subtract/" + id + "/6"), 409))
                .isEqualTo("out-of-stock");
        assertThat(stockOf(id)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"GET, find/nobody", "POST, add/nobody/1", "POST, subtract/nobody/1"})
    void says_404_for_an_unknown_item(String method, String path) {
        assertThat(assertProblem(given().request(method, "/stock/" + path), 404))
                .isEqualTo("unknown-item");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1.5",
                "15.00",
                "1e3",
                "+1",
                "%2B1",
                "ten",
                "NaN",
                "0x1",
                "%EF%BC%91",
                "%20",
                "%201",
                "1%00",
                "%00",
                "2147483648",
                "18446744073709551617",
                "99999999999999999999999999999999999999999999999999999999999999999999"
            })
    void refuses_numbers_that_are_none_and_changes_nothing(String number) {
        var id = newItem(7, 5);
        for (var path : List.of(
                "/stock/add/" + id + "/" + number,
                "/stock/subtract/" + id + "/" + number,
                "/stock/item/create/" + number,
                "/stock/batch_init/" + number + "/9/9",
                "/stock/batch_init/1/" + number + "/9",
                "/stock/batch_init/1/9/" + number)) {
            assertProblem(given().urlEncodingEnabled(false).post(path), 400);
        }
        given().get("/stock/find/" + id).then().body("stock", equalTo(5)).body("price", equalTo(7));
    }

    @Test
    void refuses_numbers_out_of_bounds_and_changes_nothing() {
        var id = newItem(1, 5);
        given().post("/stock/batch_init/1/2/3").then().statusCode(200);
        for (var path : List.of(
                "/stock/add/" + id + "/0",
                "/stock/subtract/" + id + "/0",
                "/stock/subtract/" + id + "/0.0",
                "/stock/batch_init/0/9/9",
                "/stock/batch_init/1000001/9/9")) {
            assertProblem(given().post(path), 400);
        }
        assertThat(stockOf(id)).isEqualTo(5);
        given().get("/stock/find/0").then().body("stock", equalTo(2)).body("price", equalTo(3));
    }

    @Test
    void refuses_a_bad_number_before_it_looks_for_the_item() {
        assertProblem(given().post("/stock/add/nobody/0"), 400);
    }

    @Test
    void refuses_ids_that_are_no_text_or_too_long() {
        for (var id : List.of("%00", "a%0Ab", "%20", "x".repeat(129), "%ED%A0%80", "%FF")) {
            assertProblem(given().urlEncodingEnabled(false).get("/stock/find/" + id), 400);
            assertProblem(given().urlEncodingEnabled(false).post("/stock/add/" + id + "/1"), 400);
        }
        assertProblem(given().get("/stock/find/" + "x".repeat(128)), 404);
    }

    @Test
    void finds_an_item_whatever_its_id_is_made_of() {
        var id = "a b/ü%😀'; --?#" + System.nanoTime();
        new Sql(pool).update("INSERT INTO item (id, price, stock, received) VALUES (?, 3, 4, 4)", id);
        given().get("/stock/find/{id}", id)
                .then()
                .statusCode(200)
                .body("stock", equalTo(4))
                .body("price", equalTo(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/png", "text/plain", "*/*", "application/json;q=0.1"})
    void an_error_is_a_problem_whatever_the_client_accepts(String accept) {
        assertProblem(given().header("Accept", accept).get("/stock/find/nobody"), 404);
        assertProblem(given().header("Accept", accept).post("/stock/add/nobody/0"), 400);
        assertProblem(given().header("Accept", accept).post("/stock/find/nobody"), 405);
        assertProblem(given().header("Accept", accept).get("/stock/nothing/here"), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "*/*", "application/json", "text/plain"})
    void answers_whatever_the_client_accepts(String accept) {
        var id = newItem(3, 1);
        given().header("Accept", accept).get("/stock/find/" + id).then().statusCode(200);
        given().header("Accept", accept).post("/stock/add/" + id + "/1").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/stock", "/stock/", "/stock/find", "/stock/find/", "/stock/find/a/b", "/stock/nothing", "/"})
    void says_404_where_there_is_no_path(String path) {
        assertProblem(given().get(path), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, item/create/1, POST",
        "GET, batch_init/1/1/1, POST",
        "GET, add/x/1, POST",
        "PUT, add/x/1, POST",
        "DELETE, subtract/x/1, POST",
        "POST, find/x, 'GET, HEAD'",
        "DELETE, find/x, 'GET, HEAD'",
        "PATCH, find/x, 'GET, HEAD'"
    })
    void says_405_and_what_is_allowed_for_a_wrong_verb(String method, String path, String allowed) {
        var answer = given().request(method, "/stock/" + path);
        assertProblem(answer, 405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void batch_init_replaces_its_ids_and_leaves_all_others() {
        var other = newItem(9, 9);
        given().post("/stock/batch_init/12/5/7")
                .then()
                .statusCode(200)
                .body("msg", equalTo("Batch init for stock successful"));
        given().post("/stock/subtract/3/2").then().statusCode(200);
        given().post("/stock/batch_init/11/100.0/0").then().statusCode(200);
        for (var id : List.of("0", "3", "10")) {
            given().get("/stock/find/" + id).then().body("stock", equalTo(100)).body("price", equalTo(0));
        }
        given().get("/stock/find/11").then().body("stock", equalTo(5)).body("price", equalTo(7));
        given().get("/stock/find/" + other).then().body("stock", equalTo(9)).body("price", equalTo(9));
        Shop.assertBalanced();
    }

    @Test
    void batch_init_makes_a_hundred_thousand_items() {
        given().post("/stock/batch_init/100000/3/4").then().statusCode(200);
        given().get("/stock/find/99999").then().body("stock", equalTo(3)).body("price", equalTo(4));
        assertProblem(given().get("/stock/find/100000"), 404);
        Shop.assertBalanced();
    }

    @Test
    void sells_no_more_than_there_is_to_many_clients_at_once() {
        var id = newItem(1, 100);
        var request = HttpRequest.newBuilder(root.resolve("/stock/subtract/" + id + "/1"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answers = IntStream.range(0, 300)
                    .mapToObj(_ -> client.sendAsync(request, BodyHandlers.discarding()))
                    .toList();
            var statuses = answers.stream()
                    .map(CompletableFuture::join)
                    .map(answer -> answer.statusCode())
                    .toList();
            assertThat(statuses).containsOnly(200, 409);
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(100);
        }
        assertThat(stockOf(id)).isZero();
    }
}
