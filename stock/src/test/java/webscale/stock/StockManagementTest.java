package webscale.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static webscale.stock.Shop.attempt;
import static webscale.stock.Shop.newItem;
import static webscale.stock.Shop.take;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresResource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class StockManagementTest {
    @Inject
    DataSource pool;

    private Sql sql;

    @BeforeEach
    void connect() {
        sql = new Sql(pool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"})
    void is_healthy_in_every_sense_that_the_cluster_asks_for(String probe) {
        given().get(probe).then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void readiness_looks_at_the_database() {
        given().get("/q/health/ready")
                .then()
                .body("checks.name", org.hamcrest.Matchers.hasItem(containsString("Database")));
    }

    @Test
    void counts_its_batches() {
        newItem(1, 1);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("webscale_batch_size_count{batcher=\"change-stock\"}"))
                .body(containsString("webscale_batch_waiting{batcher=\"find-item\"}"))
                .body(containsString("http_server_requests_seconds_count"));
    }

    @Test
    void describes_its_public_paths() {
        var paths = given().header("Accept", "application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("paths");
        assertThat(paths.keySet().stream().map(Object::toString))
                .contains(
                        "/stock/item/create/{price}",
                        "/stock/batch_init/{n}/{starting_stock}/{item_price}",
                        "/stock/find/{item_id}",
                        "/stock/add/{item_id}/{amount}",
                        "/stock/subtract/{item_id}/{amount}");
    }

    @Test
    void the_audit_names_exactly_the_item_whose_stock_was_tampered_with() {
        var tampered = newItem(1, 5);
        assertThat(take(attempt(Map.of(tampered, 2L)))).containsExactly("TAKEN");
        Shop.assertBalanced();
        sql.update("UPDATE item SET stock = stock + 1 WHERE id = ?", tampered);
        try {
            var audit = audit();
            assertThat(audit.getBoolean("balanced")).isFalse();
            assertThat(audit.getList("checks[0].differences", String.class))
                    .containsExactly("item " + tampered + ": received 5, but stock 4 + sold 2");
            assertThat(audit.getLong("checks[0].found")).isEqualTo(audit.getLong("checks[0].expected") + 1);
        } finally {
            sql.update("UPDATE item SET stock = stock - 1 WHERE id = ?", tampered);
        }
        Shop.assertBalanced();
    }

    @Test
    void the_audit_sees_two_errors_that_cancel_out() {
        var more = newItem(1, 5);
        var less = newItem(1, 5);
        sql.update("UPDATE item SET stock = stock + 1 WHERE id = ?", more);
        sql.update("UPDATE item SET stock = stock - 1 WHERE id = ?", less);
        try {
            assertThat(audit().getList("checks[0].differences", String.class))
                    .containsExactlyInAnyOrder(
                            "item " + more + ": received 5, but stock 6 + sold 0",
                            "item " + less + ": received 5, but stock 4 + sold 0");
        } finally {
            sql.update("UPDATE item SET stock = 5 WHERE id IN (?, ?)", more, less);
        }
        Shop.assertBalanced();
    }

    @Test
    void the_audit_names_an_item_that_was_sold_and_is_gone() {
        var gone = newItem(1, 5);
        assertThat(take(attempt(Map.of(gone, 2L)))).containsExactly("TAKEN");
        sql.update("DELETE FROM item WHERE id = ?", gone);
        try {
            var audit = audit();
            assertThat(audit.getBoolean("balanced")).isFalse();
            assertThat(audit.getList("checks[0].differences", String.class))
                    .containsExactly("item " + gone + ": received 0, but stock 0 + sold 2");
        } finally {
            sql.update("INSERT INTO item (id, price, stock, received) VALUES (?, 1, 3, 5)", gone);
        }
        Shop.assertBalanced();
    }

    private static JsonPath audit() {
        return given().get("/q/audit").then().statusCode(200).extract().jsonPath();
    }
}
