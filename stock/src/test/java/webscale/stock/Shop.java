package webscale.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The calls that the tests of this service make. */
final class Shop {
    private Shop() {}

    static String newItem(int price, long stock) {
        var id = given().post("/stock/item/create/{price}", price)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("item_id");
        if (stock > 0) {
            given().post("/stock/add/{id}/{amount}", id, stock).then().statusCode(200);
        }
        return id;
    }

    static long stockOf(String id) {
        return given().get("/stock/find/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("stock");
    }

    static Attempt attempt(Map<String, Long> lines) {
        return new Attempt("order " + UUID.randomUUID(), 3, 1, new java.util.TreeMap<>(lines));
    }

    static Map<String, Object> json(Attempt attempt) {
        return Map.of(
                "order", attempt.orderId(),
                "generation", attempt.generation(),
                "attempt", attempt.attempt(),
                "lines", attempt.lines());
    }

    static List<Map<String, Object>> json(List<Attempt> attempts) {
        return attempts.stream().map(Shop::json).toList();
    }

    static Response post(String path, Object body) {
        return given().contentType(ContentType.JSON).body(body).post(path);
    }

    static List<String> take(Attempt... attempts) {
        return answers("takes", attempts);
    }

    static List<String> fence(Attempt... attempts) {
        return answers("fences", attempts);
    }

    private static List<String> answers(String kind, Attempt... attempts) {
        return post("/internal/takings", Map.of(kind, json(List.of(attempts))))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList(kind);
    }

    static void assertBalanced() {
        var audit = given().get("/q/audit").then().statusCode(200).extract().jsonPath();
        assertThat(audit.getString("service")).isEqualTo("stock");
        assertThat(audit.getList("checks.differences.flatten()")).isEmpty();
        assertThat(audit.getString("checks[0].found")).isEqualTo(audit.getString("checks[0].expected"));
        assertThat(audit.getBoolean("balanced")).isTrue();
    }
}
