package webscale.payment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static webscale.commons.testing.Problems.assertProblem;
import static webscale.payment.Wallet.creditOf;
import static webscale.payment.Wallet.newUser;

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

/** The calls that both editions of the course share, and their errors. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeOrders.class)
class PaymentResourceTest {
    @Inject
    DataSource pool;

    @TestHTTPResource("/")
    URI root;

    @Test
    void creates_a_user_without_credit() {
        var id = newUser(0);
        given().get("/payment/find_user/" + id)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("user_id", equalTo(id))
                .body("credit", equalTo(0))
                .body("size()", equalTo(2));
    }

    @Test
    void adds_funds_and_pays() {
        var id = newUser(0);
        given().post("/payment/add_funds/" + id + "/15.0").then().statusCode(200);
        given().post("/payment/pay/" + id + "/5").then().statusCode(200);
        assertThat(creditOf(id)).isEqualTo(10);
        given().post("/payment/pay/" + id + "/10.0").then().statusCode(200);
        assertThat(creditOf(id)).isZero();
    }

    @Test
    void adds_up_beyond_32_bits() {
        var id = newUser(Integer.MAX_VALUE);
        given().post("/payment/add_funds/" + id + "/2147483647").then().statusCode(200);
        assertThat(creditOf(id)).isEqualTo(4294967294L);
    }

    @Test
    void refuses_what_does_not_fit_into_64_bits_and_changes_nothing() {
        var id = newUser(1);
        var sql = new Sql(pool);
        sql.update("UPDATE account SET credit = ?, granted = ? WHERE id = ?", Long.MAX_VALUE, Long.MAX_VALUE, id);
        assertThat(assertProblem(given().post("/payment/add_funds/" + id + "/1"), 409))
                .isEqualTo("too-much-credit");
        assertThat(creditOf(id)).isEqualTo(Long.MAX_VALUE);
        sql.update("UPDATE account SET credit = 0, granted = 0 WHERE id = ?", id);
    }

    @Test
    void refuses_to_pay_more_than_the_credit_and_changes_nothing() {
        var id = newUser(5);
        assertThat(assertProblem(given().post("/payment/pay/" + id + "/6"), 409))
                .isEqualTo("insufficient-credit");
        assertThat(creditOf(id)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, find_user/nobody",
        "POST, add_funds/nobody/1",
        "POST, pay/nobody/1",
        "POST, pay/nobody/order/1",
        "POST, cancel/nobody/order",
        "GET, status/nobody/order",
        "POST, status/nobody/order"
    })
    void says_404_for_an_unknown_user(String method, String path) {
        assertThat(assertProblem(given().request(method, "/payment/" + path), 404))
                .isEqualTo("unknown-user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1.5",
                "15.00",
                "1e3",
                "+1",
                "ten",
                "NaN",
                "%EF%BC%91",
                "%20",
                "1%00",
                "2147483648",
                "18446744073709551617",
                "99999999999999999999999999999999999999999999999999999999999999999999"
            })
    void refuses_numbers_that_are_none_and_changes_nothing(String number) {
        var id = newUser(5);
        for (var path : List.of(
                "/payment/add_funds/" + id + "/" + number,
                "/payment/pay/" + id + "/" + number,
                "/payment/pay/" + id + "/order/" + number,
                "/payment/batch_init/" + number + "/9",
                "/payment/batch_init/1/" + number)) {
            assertProblem(given().urlEncodingEnabled(false).post(path), 400);
        }
        assertThat(creditOf(id)).isEqualTo(5);
    }

    @Test
    void refuses_numbers_out_of_bounds_and_changes_nothing() {
        var id = newUser(5);
        given().post("/payment/batch_init/1/2").then().statusCode(200);
        for (var path : List.of(
                "/payment/add_funds/" + id + "/0",
                "/payment/pay/" + id + "/0",
                "/payment/pay/" + id + "/order/0.0",
                "/payment/batch_init/0/9",
                "/payment/batch_init/1000001/9")) {
            assertProblem(given().post(path), 400);
        }
        assertThat(creditOf(id)).isEqualTo(5);
        assertThat(creditOf("0")).isEqualTo(2);
    }

    @Test
    void refuses_ids_that_are_no_text_or_too_long() {
        for (var id : List.of("%00", "a%0Ab", "%20", "x".repeat(129), "%ED%A0%80", "%FF")) {
            var plain = given().urlEncodingEnabled(false);
            assertProblem(plain.get("/payment/find_user/" + id), 400);
            assertProblem(plain.post("/payment/add_funds/" + id + "/1"), 400);
            assertProblem(plain.post("/payment/pay/0/" + id + "/1"), 400);
            assertProblem(plain.post("/payment/cancel/0/" + id), 400);
            assertProblem(plain.get("/payment/status/0/" + id), 400);
        }
        assertProblem(given().get("/payment/find_user/" + "x".repeat(128)), 404);
    }

    /** A path with a matrix parameter reaches the error mappers decoded: it can't be decoded once more. */
    @Test
    void an_escaped_percent_sign_beside_a_matrix_parameter_is_no_fault() {
        var plain = given().urlEncodingEnabled(false);
        assertProblem(plain.delete("/payment/find_user;a=b/%25zz"), 405);
        assertProblem(plain.post("/payment/add_funds/a;b/%25zz"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/png", "text/plain", "*/*", "application/json;q=0.1"})
    void an_error_is_a_problem_whatever_the_client_accepts(String accept) {
        assertProblem(given().header("Accept", accept).get("/payment/find_user/nobody"), 404);
        assertProblem(given().header("Accept", accept).post("/payment/add_funds/nobody/0"), 400);
        assertProblem(given().header("Accept", accept).post("/payment/cancel/nobody/order"), 404);
        assertProblem(given().header("Accept", accept).get("/payment/create_user"), 405);
        assertProblem(given().header("Accept", accept).get("/payment/nothing/here"), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/payment", "/payment/", "/payment/find_user", "/payment/find_user/a/b", "/payment/nothing"})
    void says_404_where_there_is_no_path(String path) {
        assertProblem(given().get(path), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, create_user, POST",
        "GET, batch_init/1/1, POST",
        "GET, add_funds/x/1, POST",
        "PUT, pay/x/1, POST",
        "GET, pay/x/order/1, POST",
        "DELETE, cancel/x/order, POST",
        "POST, find_user/x, 'GET, HEAD'",
        "DELETE, status/x/order, 'GET, HEAD, POST'"
    })
    void says_405_and_what_is_allowed_for_a_wrong_verb(String method, String path, String allowed) {
        var answer = given().request(method, "/payment/" + path);
        assertProblem(answer, 405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void batch_init_replaces_its_ids_and_leaves_all_others() {
        var other = newUser(9);
        given().post("/payment/batch_init/12/5")
                .then()
                .statusCode(200)
                .body("msg", equalTo("Batch init for users successful"));
        given().post("/payment/pay/3/2").then().statusCode(200);
        given().post("/payment/batch_init/11/100.0").then().statusCode(200);
        assertThat(List.of(creditOf("0"), creditOf("3"), creditOf("10"), creditOf("11"), creditOf(other)))
                .containsExactly(100L, 100L, 100L, 5L, 9L);
        Wallet.assertBalanced();
    }

    @Test
    void batch_init_makes_a_hundred_thousand_users() {
        given().post("/payment/batch_init/100000/3").then().statusCode(200);
        assertThat(creditOf("99999")).isEqualTo(3);
        assertProblem(given().get("/payment/find_user/100000"), 404);
        Wallet.assertBalanced();
    }

    @Test
    void lets_many_clients_at_once_spend_no_more_than_there_is() {
        var id = newUser(100);
        var request = HttpRequest.newBuilder(root.resolve("/payment/pay/" + id + "/1"))
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
        assertThat(creditOf(id)).isZero();
        Wallet.assertBalanced();
    }
}
