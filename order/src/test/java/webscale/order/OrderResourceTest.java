package webscale.order;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresResource;
import webscale.order.checkout.ShopModel;

/** The public API of orders on a real database; payment and stock are {@link Neighbours}. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Neighbours.class, restrictToAnnotatedClass = true)
class OrderResourceTest {
    @Inject
    DataSource pool;

    private Sql sql;
    private ShopModel shop;

    @BeforeEach
    void newShop() {
        sql = new Sql(pool);
        shop = Neighbours.renew();
        shop.stock.put("shoe", 1_000L);
        shop.stock.put("hat", 1_000L);
        shop.prices.put("shoe", 10L);
        shop.prices.put("hat", 3L);
        shop.credit.put("ann", 1_000L);
    }

    @Test
    void shows_what_was_added_at_the_prices_of_that_moment() {
        var order = order();
        add(order, "shoe", "2");
        add(order, "hat", "1.0");
        shop.prices.put("shoe", 11L);
        add(order, "shoe", "1");

        assertThat(items(order)).containsExactly(List.of("shoe", 3), List.of("hat", 1));
        assertThat(total(order)).isEqualTo(2 * 10 + 3 + 11);
    }

    @Test
    void removes_a_piece_at_the_price_last_added() {
        var order = order();
        add(order, "shoe", "1");
        shop.prices.put("shoe", 12L);
        given().post("/orders/addItem/" + order + "/shoe").then().statusCode(200);

        given().delete("/orders/removeItem/" + order + "/shoe").then().statusCode(200);
        assertThat(total(order)).isEqualTo(10);
        given().delete("/orders/removeItem/" + order + "/shoe").then().statusCode(200);
        given().delete("/orders/removeItem/" + order + "/shoe").then().statusCode(404);
        assertThat(total(order)).isZero();
    }

    @Test
    void removes_an_open_order() {
        var order = order();

        given().delete("/orders/remove/" + order).then().statusCode(200);

        given().get("/orders/find/" + order).then().statusCode(404);
        given().delete("/orders/remove/" + order).then().statusCode(404);
    }

    @Test
    void sells_once_however_often_it_is_asked() {
        var order = orderOf("shoe");

        given().post("/orders/checkout/" + order).then().statusCode(200);
        given().post("/orders/checkout/" + order).then().statusCode(200);

        assertThat(shop.credit).containsEntry("ann", 990L);
        assertThat(shop.stock).containsEntry("shoe", 999L);
    }

    @Test
    void sells_once_to_a_hundred_clients_at_once_and_tells_them_all_the_same() throws Exception {
        var order = orderOf("shoe");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 100)
                    .mapToObj(i -> clients.submit(
                            () -> given().post("/orders/checkout/" + order).statusCode()))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }
        assertThat(shop.credit).containsEntry("ann", 990L);
    }

    /** A client is told of the sale when stock has taken; that its order is written later must not be seen. */
    @Test
    void is_paid_from_the_moment_its_client_is_told_so() {
        var order = orderOf("shoe");
        sql.update("""
                CREATE FUNCTION hold_back() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NEW; END $$
                """);
        sql.update("""
                CREATE TRIGGER hold_back BEFORE UPDATE ON orders
                   FOR EACH ROW WHEN (NEW.state = 'PAID') EXECUTE FUNCTION hold_back()
                """);
        try {
            sql.transaction(session -> {
                session.query("SELECT pg_advisory_xact_lock(1)", row -> 1);
                given().post("/orders/checkout/" + order).then().statusCode(200);
                assertThat(state(order)).isEqualTo("PAYING");
                given().get("/orders/find/" + order).then().body("paid", equalTo(true));
                problem(given().post("/orders/addItem/" + order + "/hat/1")
                        .then()
                        .statusCode(409));
                return null;
            });
            given().post("/orders/checkout/" + order).then().statusCode(200);
            assertThat(state(order)).isEqualTo("PAID");
        } finally {
            sql.update("DROP FUNCTION hold_back CASCADE");
        }
    }

    @Test
    void gives_the_credit_back_and_may_succeed_later_when_the_stock_was_short() {
        var order = orderOf("shoe");
        shop.stock.put("shoe", 0L);

        problem(given().post("/orders/checkout/" + order).then().statusCode(409))
                .body("code", equalTo("out-of-stock"));

        assertThat(shop.credit).containsEntry("ann", 1_000L);
        given().get("/orders/find/" + order).then().body("paid", equalTo(false));
        shop.stock.put("shoe", 1L);
        given().post("/orders/checkout/" + order).then().statusCode(200);
        assertThat(shop.credit).containsEntry("ann", 990L);
    }

    @Test
    void leaves_a_paid_order_as_it_is() {
        var order = orderOf("shoe");
        given().post("/orders/checkout/" + order).then().statusCode(200);

        problem(given().post("/orders/addItem/" + order + "/hat/1").then().statusCode(409));
        problem(given().delete("/orders/removeItem/" + order + "/shoe").then().statusCode(409));
        problem(given().delete("/orders/remove/" + order).then().statusCode(409));

        assertThat(items(order)).containsExactly(List.of("shoe", 1));
    }

    @Test
    void refuses_an_empty_order_and_an_unknown_user_and_an_unknown_item() {
        problem(given().post("/orders/checkout/" + order()).then().statusCode(409))
                .body("code", equalTo("empty-order"));
        String strangers = given().post("/orders/create/nobody").path("order_id");
        add(strangers, "shoe", "1");
        problem(given().post("/orders/checkout/" + strangers).then().statusCode(409))
                .body("code", equalTo("unknown-user"));
        var gone = orderOf("hat");
        shop.stock.remove("hat");
        problem(given().post("/orders/checkout/" + gone).then().statusCode(409)).body("code", equalTo("unknown-item"));
        assertThat(shop.credit).containsEntry("ann", 1_000L);
    }

    @Test
    void makes_orders_anew_by_batch_init_and_leaves_the_others() {
        var other = orderOf("shoe");
        init("20/5/3/7");
        shop.credit.putAll(Map.of("0", 100L, "1", 100L, "2", 100L));
        IntStream.range(0, 5).forEach(item -> shop.stock.put("" + item, 100L));
        given().post("/orders/checkout/19").then().statusCode(200);

        init("20/5/3/7");

        given().get("/orders/find/19").then().body("paid", equalTo(false)).body("total_cost", equalTo(14));
        given().post("/orders/checkout/19").then().statusCode(200);
        assertThat(shop.credit.get("0") + shop.credit.get("1") + shop.credit.get("2"))
                .isEqualTo(300 - 2 * 14);
        assertThat(items(other)).containsExactly(List.of("shoe", 1));
        given().get("/orders/find/20").then().statusCode(404);
    }

    @Test
    void makes_a_hundred_thousand_orders_at_once() {
        init("100000/1000/1000/1");

        given().get("/orders/find/99999").then().statusCode(200).body("total_cost", equalTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "2147483648", "99999999999999999999", "abc", "1e3", "%EF%BC%91", "%20"})
    void refuses_a_quantity_that_is_none(String quantity) {
        var order = order();

        problem(given().urlEncodingEnabled(false)
                .post("/orders/addItem/" + order + "/shoe/" + quantity)
                .then()
                .statusCode(400));

        assertThat(items(order)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /orders/find/nope, 404",
        "POST, /orders/checkout/nope, 404",
        "POST, /orders/addItem/nope/shoe/1, 404",
        "DELETE, /orders/removeItem/nope/shoe, 404",
        "DELETE, /orders/remove/nope, 404",
        "GET, /orders/find/%00, 400",
        "GET, /orders/find/%FF%FE, 400",
        "POST, /orders/batch_init/0/1/1/1, 400",
        "POST, /orders/batch_init/1000001/1/1/1, 400",
        "POST, /orders/batch_init/1/0/1/1, 400",
        "POST, /orders/batch_init/1/1/1/-1, 400",
        "GET, /orders/checkout/0, 405",
        "PUT, /orders/find/0, 405",
        "GET, /orders, 404",
        "GET, /nowhere, 404"
    })
    void answers_what_cannot_be_with_a_problem(String method, String path, int status) {
        problem(given().urlEncodingEnabled(false)
                .header("Accept", "text/html")
                .request(method, path)
                .then()
                .statusCode(status));
    }

    @Test
    void refuses_an_unknown_item_and_a_huge_id() {
        var order = order();

        problem(given().post("/orders/addItem/" + order + "/socks/1").then().statusCode(404));
        problem(given().post("/orders/addItem/" + order + "/" + "x".repeat(5_000) + "/1")
                .then()
                .statusCode(400));
        problem(given().post("/orders/create/" + "x".repeat(129)).then().statusCode(400));
    }

    @Test
    void keeps_the_total_within_64_bits() {
        shop.prices.put("shoe", (long) Integer.MAX_VALUE);
        var order = order();
        add(order, "shoe", "2147483647");
        add(order, "shoe", "2147483647");
        long most = total(order);

        problem(given().post("/orders/addItem/" + order + "/shoe/2147483647")
                .then()
                .statusCode(409));

        assertThat(most).isEqualTo(2L * Integer.MAX_VALUE * Integer.MAX_VALUE);
        assertThat(total(order)).isEqualTo(most);
    }

    @Test
    void tells_its_health_metrics_and_api() {
        for (var probe : List.of("live", "ready", "started")) {
            given().get("/q/health/" + probe).then().statusCode(200).body("status", equalTo("UP"));
        }
        given().get("/q/metrics").then().statusCode(200).body(containsString("webscale_batch_size"));
        given().get("/q/openapi").then().statusCode(200).body(containsString("/orders/checkout/{order_id}"));
    }

    private String state(String order) {
        return sql.query("SELECT state FROM orders WHERE id = ?", row -> row.getString(1), order)
                .getFirst();
    }

    private static String order() {
        return given().post("/orders/create/ann")
                .then()
                .statusCode(200)
                .extract()
                .path("order_id");
    }

    private static String orderOf(String item) {
        var order = order();
        add(order, item, "1");
        return order;
    }

    private static void add(String order, String item, String quantity) {
        given().post("/orders/addItem/" + order + "/" + item + "/" + quantity)
                .then()
                .statusCode(200);
    }

    private static void init(String parameters) {
        given().post("/orders/batch_init/" + parameters).then().statusCode(200).body("msg", containsString("success"));
    }

    private static List<List<Object>> items(String order) {
        return given().get("/orders/find/" + order).path("items");
    }

    private static long total(String order) {
        return given().get("/orders/find/" + order).then().extract().jsonPath().getLong("total_cost");
    }

    private static ValidatableResponse problem(ValidatableResponse response) {
        return response.contentType("application/problem+json")
                .body("status", equalTo(response.extract().statusCode()));
    }
}
