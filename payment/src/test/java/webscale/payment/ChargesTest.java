package webscale.payment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.empty;
import static webscale.commons.testing.Problems.assertProblem;
import static webscale.payment.Wallet.attempt;
import static webscale.payment.Wallet.creditOf;
import static webscale.payment.Wallet.hold;
import static webscale.payment.Wallet.json;
import static webscale.payment.Wallet.newUser;
import static webscale.payment.Wallet.post;
import static webscale.payment.Wallet.release;
import static webscale.payment.Wallet.settle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import webscale.commons.batch.RolledBackException;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresResource;
import webscale.commons.testing.PostgresServer;

@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeOrders.class)
class ChargesTest {
    @Inject
    DataSource pool;

    private Counter oneByOne;

    @Inject
    void count(MeterRegistry metrics) {
        oneByOne = metrics.get("webscale.batch.one.by.one").counter();
    }

    @AfterEach
    void the_books_are_balanced() {
        Wallet.assertBalanced();
    }

    @Test
    void holds_in_one_statement_what_is_there() {
        var ann = newUser(5);
        double before = oneByOne.count();
        assertThat(hold(attempt(ann, 3), attempt(ann, 2))).containsExactly("HELD", "HELD");
        assertThat(oneByOne.count()).isEqualTo(before);
        assertThat(hold(attempt(ann, 1))).containsExactly("BUSY");
        assertThat(oneByOne.count()).isEqualTo(before + 1);
    }

    @Test
    void holds_credit_for_one_attempt_once() {
        var user = newUser(10);
        var attempt = attempt(user, 4);
        assertThat(hold(attempt)).containsExactly("HELD");
        assertThat(hold(attempt)).containsExactly("HELD");
        assertThat(hold(attempt, attempt(user, 1), attempt)).containsExactly("HELD", "HELD", "HELD");
        assertThat(creditOf(user)).isEqualTo(5);
    }

    @Test
    void holds_once_what_stands_twice_in_a_call() {
        var user = newUser(10);
        var attempt = attempt(user, 4);
        assertThat(hold(attempt, attempt)).containsExactly("HELD", "HELD");
        assertThat(creditOf(user)).isEqualTo(6);
    }

    @Test
    void holds_nothing_at_no_cost() {
        var user = newUser(0);
        assertThat(hold(attempt(user, 0))).containsExactly("HELD");
    }

    @Test
    void is_busy_while_another_attempt_holds_what_is_missing() {
        var user = newUser(10);
        var first = attempt(user, 6);
        var second = attempt(user, 5);
        assertThat(hold(first, second)).containsExactly("HELD", "BUSY");
        assertThat(hold(second)).containsExactly("BUSY");
        release(first);
        assertThat(hold(second)).containsExactly("HELD");
        assertThat(creditOf(user)).isEqualTo(5);
    }

    @Test
    void refuses_once_the_other_attempt_has_ended_in_a_sale() {
        var user = newUser(10);
        var first = attempt(user, 6);
        var second = attempt(user, 5);
        assertThat(hold(first)).containsExactly("HELD");
        assertThat(hold(second)).containsExactly("BUSY");
        settle(first);
        assertThat(hold(second)).containsExactly("REFUSED");
        assertThat(creditOf(user)).isEqualTo(4);
    }

    @Test
    void refuses_what_would_be_too_much_even_if_all_that_is_held_came_back() {
        var user = newUser(10);
        assertThat(hold(attempt(user, 6), attempt(user, 11))).containsExactly("HELD", "REFUSED");
        assertThat(creditOf(user)).isEqualTo(4);
    }

    @Test
    void a_refusal_is_final_for_its_attempt_and_for_no_other() {
        var user = newUser(1);
        var first = attempt(user, 2);
        assertThat(hold(first)).containsExactly("REFUSED");
        given().post("/payment/add_funds/" + user + "/1").then().statusCode(200);
        assertThat(hold(first)).containsExactly("REFUSED");
        var second = new Attempt(user, first.orderId(), first.generation(), first.attempt() + 1, 2);
        assertThat(hold(second)).containsExactly("HELD");
        assertThat(creditOf(user)).isZero();
    }

    @Test
    void an_unknown_user_has_no_credit() {
        var user = newUser(5);
        var unknown = attempt("nobody", 1);
        assertThat(hold(unknown, attempt(user, 2), unknown)).containsExactly("UNKNOWN_USER", "HELD", "UNKNOWN_USER");
        assertThat(hold(unknown)).containsExactly("UNKNOWN_USER");
        assertThat(creditOf(user)).isEqualTo(3);
    }

    @Test
    void a_release_gives_back_once() {
        var user = newUser(10);
        var attempt = attempt(user, 4);
        hold(attempt);
        release(attempt, attempt);
        release(attempt);
        assertThat(creditOf(user)).isEqualTo(10);
        assertThat(hold(attempt)).containsExactly("RELEASED");
        assertThat(creditOf(user)).isEqualTo(10);
    }

    @Test
    void a_release_lets_no_later_hold_in() {
        var user = newUser(10);
        var attempt = attempt(user, 4);
        release(attempt);
        assertThat(hold(attempt)).containsExactly("RELEASED");
        assertThat(creditOf(user)).isEqualTo(10);
    }

    @Test
    void a_release_at_the_same_moment_is_an_answer_and_no_fault() {
        var attempt = attempt("nobody", 1);
        Executor threads = Thread::startVirtualThread;
        var answer = new Sql(pool).transaction(session -> {
            session.update(
                    "INSERT INTO charge VALUES (?, ?, ?, ?, 0, 0, 'RELEASED')",
                    attempt.userId(),
                    attempt.orderId(),
                    attempt.generation(),
                    attempt.attempt());
            var late = CompletableFuture.supplyAsync(() -> hold(attempt), threads);
            PostgresServer.awaitBlockedStatement(session);
            return late;
        });
        assertThat(answer.join()).containsExactly("RELEASED");
    }

    @Test
    void a_settled_charge_stays_paid() {
        var user = newUser(10);
        var attempt = attempt(user, 4);
        hold(attempt);
        settle(attempt);
        settle(attempt, attempt);
        release(attempt);
        assertThat(hold(attempt)).containsExactly("HELD");
        assertThat(creditOf(user)).isEqualTo(6);
        assertThat(states(attempt)).containsExactly("PAID");
    }

    @Test
    void settling_what_holds_nothing_charges_nothing() {
        var user = newUser(10);
        var released = attempt(user, 4);
        var unknown = attempt(user, 4);
        hold(released);
        release(released);
        settle(released, unknown);
        assertThat(creditOf(user)).isEqualTo(10);
        assertThat(states(released)).isEmpty();
        assertThat(hold(unknown)).containsExactly("HELD");
    }

    @Test
    void does_settles_then_releases_then_holds() {
        var user = newUser(10);
        var first = attempt(user, 6);
        hold(first);
        var second = attempt(user, 10);
        assertThat(post("/internal/charges", Map.of("holds", json(List.of(second)), "releases", json(List.of(first))))
                        .jsonPath()
                        .getList("holds"))
                .containsExactly("HELD");
        post("/internal/charges", Map.of("settles", json(List.of(second)), "releases", json(List.of(second))))
                .then()
                .statusCode(200);
        assertThat(creditOf(user)).isZero();
        assertThat(states(second)).containsExactly("PAID");
    }

    @Test
    void what_a_replaced_account_held_does_not_come_back_to_the_new_one() {
        given().post("/payment/batch_init/1/10").then().statusCode(200);
        var released = attempt("0", 4);
        var settled = attempt("0", 4);
        hold(released, settled);
        given().post("/payment/batch_init/1/10").then().statusCode(200);
        assertThat(hold(attempt("0", 11)))
                .as("the old holds are no reason to wait")
                .containsExactly("REFUSED");
        release(released);
        settle(settled);
        assertThat(creditOf("0")).isEqualTo(10);
        assertThat(hold(settled)).containsExactly("HELD");
        assertThat(creditOf("0")).isEqualTo(10);
    }

    @Test
    void a_call_for_nothing_gets_nothing() {
        assertThat(post("/internal/charges", Map.of())
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("holds"))
                .isEmpty();
    }

    @Test
    void charges_one_user_for_as_many_attempts_as_the_credit_lasts() {
        var user = newUser(100);
        var attempts = IntStream.range(0, 150).mapToObj(_ -> attempt(user, 1)).toArray(Attempt[]::new);
        var expected = new ArrayList<>(Collections.nCopies(100, "HELD"));
        expected.addAll(Collections.nCopies(50, "BUSY"));
        assertThat(hold(attempts)).isEqualTo(expected);
        assertThat(creditOf(user)).isZero();
    }

    @Test
    void lists_charges_page_by_page_in_the_order_of_keys() {
        var user = newUser(10);
        var attempts = IntStream.range(0, 3)
                .mapToObj(i -> new Attempt(user, "page", 0, i, i))
                .toList();
        var refused = new Attempt(user, "page", 0, 3, 99);
        hold(attempts.get(2), attempts.get(0), attempts.get(1), refused);
        settle(attempts.get(0));
        var before = new Attempt(user, "page", 0, -1, 0);
        var first = page(before, 2);
        assertThat(first).containsExactly("0 0 PAID", "1 1 HELD");
        assertThat(page(attempts.get(1), 1)).containsExactly("2 2 HELD");
        assertThat(post("/internal/charges/page", Map.of("limit", 1)).jsonPath().getList(""))
                .hasSize(1);
        assertThat(states(attempts.get(0))).containsExactly("PAID");
        assertThat(states(attempts.get(1))).containsExactly("HELD");
        assertThat(states(refused)).isEmpty();
    }

    @Test
    void finds_what_is_held_in_every_part_of_the_table() {
        var user = newUser(10);
        var held = new Attempt(user, "first", 0, 0, 1);
        var paid = new Attempt(user, "second", 0, 0, 1);
        var refused = new Attempt(user, "third", 0, 0, 99);
        hold(held, paid, refused);
        settle(paid);
        // More than one part: 4,096 blocks of 8 KiB, by rows of which two fill a block.
        var filler = newUser(0);
        new Sql(pool).update("""
                        INSERT INTO charge (user_id, order_id, generation, attempt, amount, account_generation, state)
                        SELECT ?, (SELECT string_agg(md5(n::text || m), '') FROM generate_series(1, 60) AS m), 0, n, 0, 0, 'RELEASED'
                          FROM generate_series(1, 9000) AS n
                        """, filler);
        var late = new Attempt(user, "fourth", 0, 0, 2);
        hold(late);
        var parts = 0;
        var found = new ArrayList<String>();
        Long from = 0L;
        while (from != null) {
            var part = post("/internal/charges/held", Map.of("from", from))
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            found.addAll(part.getList("charges.findAll { it.user == '" + user + "' }.order"));
            var next = part.get("next");
            from = next == null ? null : ((Number) next).longValue();
            parts++;
        }
        new Sql(pool).update("DELETE FROM charge WHERE user_id = ?", filler);
        assertThat(parts).isGreaterThan(1);
        assertThat(found).containsExactlyInAnyOrder("first", "fourth");
        post("/internal/charges/held", Map.of("from", -1)).then().statusCode(200);
        post("/internal/charges/held", Map.of("from", Long.MAX_VALUE))
                .then()
                .statusCode(200)
                .body("charges", empty());
    }

    @Test
    void a_body_that_is_no_batch_is_a_400() {
        assertProblem(post("/internal/charges", "{\"holds\": 7}"), 400);
        assertProblem(post("/internal/charges", "{"), 400);
        assertProblem(post("/internal/charges", "null"), 400);
    }

    @Test
    void refuses_an_amount_below_zero() {
        var user = newUser(5);
        assertProblem(
                post(
                        "/internal/charges",
                        Map.of(
                                "holds",
                                List.of(Map.of(
                                        "user", user, "order", "o", "generation", 0, "attempt", 0, "amount", -1)))),
                400);
        assertThat(creditOf(user)).isEqualTo(5);
    }

    @Test
    void the_database_refuses_what_must_never_be() {
        var user = newUser(5);
        var attempt = attempt(user, 1);
        hold(attempt);
        given().post("/payment/pay/" + user + "/1/2").then().statusCode(200);
        assertRefused("account_credit_not_negative", "UPDATE account SET credit = -1 WHERE id = ?", user);
        assertRefused("charge_amount_not_negative", "UPDATE charge SET amount = -1 WHERE user_id = ?", user);
        assertRefused("charge_state", "UPDATE charge SET state = 'GONE' WHERE user_id = ?", user);
        assertRefused(
                "charge_once_per_attempt",
                "INSERT INTO charge SELECT * FROM charge WHERE user_id = ? AND order_id = ?",
                user,
                attempt.orderId());
        assertRefused("payment_amount_positive", "UPDATE payment SET amount = 0 WHERE user_id = ?", user);
        assertRefused("payment_state", "UPDATE payment SET state = 'GONE' WHERE user_id = ?", user);
        assertRefused("payment_once_per_order", "INSERT INTO payment SELECT * FROM payment WHERE user_id = ?", user);
    }

    private void assertRefused(String constraint, String statement, Object... parameters) {
        var refusal =
                catchThrowableOfType(RolledBackException.class, () -> new Sql(pool).update(statement, parameters));
        assertThat(refusal).as(statement).isNotNull();
        assertThat(Sql.violates(refusal, constraint)).as(refusal.getMessage()).isTrue();
    }

    private static List<String> page(Attempt after, int limit) {
        return post("/internal/charges/page", Map.of("after", json(after), "limit", limit))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("collect { it.attempt + ' ' + it.amount + ' ' + it.state }");
    }

    private static List<String> states(Attempt... attempts) {
        return post("/internal/charges/live", json(List.of(attempts)))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("state");
    }
}
