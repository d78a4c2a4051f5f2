package webscale.payment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The calls that the tests of this service make. */
final class Wallet {
    private Wallet() {}

    static String newUser(long credit) {
        var id = given().post("/payment/create_user")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("user_id");
        if (credit > 0) {
            given().post("/payment/add_funds/{id}/{amount}", id, credit).then().statusCode(200);
        }
        return id;
    }

    static long creditOf(String id) {
        return given().get("/payment/find_user/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("credit");
    }

    /** A new attempt of an order of its own. */
    static Attempt attempt(String userId, long amount) {
        return new Attempt(userId, "order " + UUID.randomUUID(), 3, 1, amount);
    }

    static Map<String, Object> json(Attempt attempt) {
        return Map.of(
                "user", attempt.userId(),
                "order", attempt.orderId(),
                "generation", attempt.generation(),
                "attempt", attempt.attempt(),
                "amount", attempt.amount());
    }

    static List<Map<String, Object>> json(List<Attempt> attempts) {
        return attempts.stream().map(Wallet::json).toList();
    }

    static Response post(String path, Object body) {
        return given().contentType(ContentType.JSON).body(body).post(path);
    }

    static List<String> hold(Attempt... attempts) {
        return call("holds", attempts);
    }

    static void release(Attempt... attempts) {
        assertThat(call("releases", attempts)).isEmpty();
    }

    static void settle(Attempt... attempts) {
        assertThat(call("settles", attempts)).isEmpty();
    }

    private static List<String> call(String kind, Attempt... attempts) {
        return post("/internal/charges", Map.of(kind, json(List.of(attempts))))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("holds");
    }

    static void assertBalanced() {
        var audit = given().get("/q/audit").then().statusCode(200).extract().jsonPath();
        assertThat(audit.getString("service")).isEqualTo("payment");
        assertThat(audit.getList("checks.differences.flatten()")).isEmpty();
        assertThat(audit.getString("checks[0].found")).isEqualTo(audit.getString("checks[0].expected"));
        assertThat(audit.getBoolean("balanced")).isTrue();
    }
}
