package webscale.payment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static webscale.payment.Wallet.attempt;
import static webscale.payment.Wallet.hold;
import static webscale.payment.Wallet.newUser;
import static webscale.payment.Wallet.settle;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresResource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeOrders.class)
class PaymentManagementTest {
    @Inject
    DataSource pool;

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"})
    void is_healthy_in_every_sense_that_the_cluster_asks_for(String probe) {
        given().get(probe).then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void readiness_looks_at_the_database() {
        given().get("/q/health/ready").then().body("checks.name", hasItem(containsString("Database")));
    }

    @Test
    void counts_its_batches() {
        newUser(1);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("webscale_batch_size_count{batcher=\"change-credit\"}"))
                .body(containsString("webscale_batch_waiting{batcher=\"find-user\"}"))
                .body(containsString("http_server_requests_seconds_count"));
    }

    @Test
    void describes_the_public_paths_of_both_editions() {
        var paths = given().header("Accept", "application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("paths");
        assertThat(paths.keySet().stream().map(Object::toString))
                .contains(
                        "/payment/create_user",
                        "/payment/batch_init/{n}/{starting_money}",
                        "/payment/find_user/{user_id}",
                        "/payment/add_funds/{user_id}/{amount}",
                        "/payment/pay/{user_id}/{amount}",
                        "/payment/pay/{user_id}/{order_id}/{amount}",
                        "/payment/cancel/{user_id}/{order_id}",
                        "/payment/status/{user_id}/{order_id}");
    }

    @Test
    void the_audit_counts_what_is_held_what_was_sold_and_what_was_paid_by_number() {
        var user = newUser(10);
        var sold = attempt(user, 1);
        hold(sold, attempt(user, 2));
        settle(sold);
        given().post("/payment/pay/" + user + "/order/3").then().statusCode(200);
        given().post("/payment/pay/" + user + "/4").then().statusCode(200);
        Wallet.assertBalanced();
        assertThat(differencesAfter("UPDATE account SET granted = granted + 1 WHERE id = ?", user))
                .containsExactly("user " + user + ": granted 7, but credit 0 + charged 6");
        undo("UPDATE account SET granted = granted - 1 WHERE id = ?", user);
    }

    @Test
    void the_audit_names_exactly_the_user_whose_credit_was_tampered_with() {
        newUser(5);
        var user = newUser(5);
        assertThat(differencesAfter("UPDATE account SET credit = credit + 1 WHERE id = ?", user))
                .containsExactly("user " + user + ": granted 5, but credit 6 + charged 0");
        undo("UPDATE account SET credit = credit - 1 WHERE id = ?", user);
    }

    @Test
    void the_audit_sees_a_charge_that_got_lost() {
        var user = newUser(5);
        hold(attempt(user, 2));
        assertThat(differencesAfter("UPDATE charge SET state = 'RELEASED' WHERE user_id = ?", user))
                .containsExactly("user " + user + ": granted 5, but credit 3 + charged 0");
        undo("UPDATE charge SET state = 'HELD' WHERE user_id = ?", user);
    }

    private java.util.List<String> differencesAfter(String tampering, String user) {
        Wallet.assertBalanced();
        new Sql(pool).update(tampering, user);
        JsonPath audit =
                given().get("/q/audit").then().statusCode(200).extract().jsonPath();
        assertThat(audit.getBoolean("balanced")).isFalse();
        assertThat(audit.getString("checks[0].found")).isNotEqualTo(audit.getString("checks[0].expected"));
        return audit.getList("checks[0].differences", String.class);
    }

    private void undo(String statement, String user) {
        new Sql(pool).update(statement, user);
        Wallet.assertBalanced();
    }
}
