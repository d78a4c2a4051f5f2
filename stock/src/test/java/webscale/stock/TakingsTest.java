package webscale.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static webscale.commons.testing.Problems.assertProblem;
import static webscale.stock.Shop.attempt;
import static webscale.stock.Shop.fence;
import static webscale.stock.Shop.json;
import static webscale.stock.Shop.newItem;
import static webscale.stock.Shop.post;
import static webscale.stock.Shop.stockOf;
import static webscale.stock.Shop.take;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
class TakingsTest {
    @Inject
    DataSource pool;

    private Counter oneByOne;

    @Inject
    void count(MeterRegistry metrics) {
        oneByOne = metrics.get("webscale.batch.one.by.one").counter();
    }

    @AfterEach
    void the_books_are_balanced() {
        Shop.assertBalanced();
    }

    @Test
    void takes_all_lines() {
        var shoe = newItem(1, 5);
        var hat = newItem(1, 5);
        assertThat(take(attempt(Map.of(shoe, 5L, hat, 2L)))).containsExactly("TAKEN");
        assertThat(stockOf(shoe)).isZero();
        assertThat(stockOf(hat)).isEqualTo(3);
    }

    @Test
    void takes_in_one_statement_what_is_there() {
        var shoe = newItem(1, 5);
        double before = oneByOne.count();
        assertThat(take(attempt(Map.of(shoe, 3L)), attempt(Map.of(shoe, 2L)))).containsExactly("TAKEN", "TAKEN");
        assertThat(oneByOne.count()).isEqualTo(before);
        assertThat(take(attempt(Map.of(shoe, 1L)))).containsExactly("REFUSED");
        assertThat(oneByOne.count()).isEqualTo(before + 1);
    }

    @Test
    void answers_a_repeat_as_the_first_time_and_takes_nothing_again() {
        var shoe = newItem(1, 5);
        var attempt = attempt(Map.of(shoe, 3L));
        assertThat(take(attempt)).containsExactly("TAKEN");
        assertThat(take(attempt)).containsExactly("TAKEN");
        assertThat(take(attempt, attempt(Map.of(shoe, 1L)), attempt)).containsExactly("TAKEN", "TAKEN", "TAKEN");
        assertThat(stockOf(shoe)).isEqualTo(1);
    }

    @Test
    void takes_once_what_stands_twice_in_a_call() {
        var shoe = newItem(1, 5);
        var attempt = attempt(Map.of(shoe, 2L));
        assertThat(take(attempt, attempt)).containsExactly("TAKEN", "TAKEN");
        assertThat(stockOf(shoe)).isEqualTo(3);
    }

    @Test
    void refuses_the_whole_basket_when_one_item_is_short() {
        var shoe = newItem(1, 5);
        var hat = newItem(1, 1);
        assertThat(take(attempt(Map.of(shoe, 1L, hat, 2L)))).containsExactly("REFUSED");
        assertThat(stockOf(shoe)).isEqualTo(5);
        assertThat(stockOf(hat)).isEqualTo(1);
    }

    @Test
    void a_refusal_is_final_for_its_attempt_and_for_no_other() {
        var shoe = newItem(1, 1);
        var first = attempt(Map.of(shoe, 2L));
        assertThat(take(first)).containsExactly("REFUSED");
        given().post("/stock/add/" + shoe + "/1").then().statusCode(200);
        assertThat(take(first)).containsExactly("REFUSED");
        var second = new Attempt(first.orderId(), first.generation(), first.attempt() + 1, first.lines());
        assertThat(take(second)).containsExactly("TAKEN");
        var nextGeneration = new Attempt(first.orderId(), first.generation() + 1, first.attempt(), first.lines());
        assertThat(take(nextGeneration)).containsExactly("REFUSED");
    }

    @Test
    void refuses_the_whole_basket_when_one_item_is_unknown() {
        var shoe = newItem(1, 5);
        var nothing = UUID.randomUUID().toString();
        assertThat(take(attempt(Map.of(shoe, 1L, nothing, 1L)), attempt(Map.of(shoe, 2L))))
                .containsExactly("UNKNOWN_ITEM", "TAKEN");
        assertThat(stockOf(shoe)).isEqualTo(3);
    }

    @Test
    void a_fence_lets_no_later_take_in() {
        var shoe = newItem(1, 5);
        var attempt = attempt(Map.of(shoe, 1L));
        assertThat(fence(attempt)).containsExactly("FENCED");
        assertThat(fence(attempt, attempt)).containsExactly("FENCED", "FENCED");
        assertThat(take(attempt)).containsExactly("FENCED");
        assertThat(stockOf(shoe)).isEqualTo(5);
    }

    @Test
    void a_fence_at_the_same_moment_is_an_answer_and_no_fault() {
        var attempt = attempt(Map.of("nothing", 1L));
        Executor threads = Thread::startVirtualThread;
        var answer = new Sql(pool).transaction(session -> {
            session.update(
                    "INSERT INTO taking (order_id, generation, attempt, state, lines) VALUES (?, ?, ?, 'FENCED', '{}')",
                    attempt.orderId(),
                    attempt.generation(),
                    attempt.attempt());
            var late = CompletableFuture.supplyAsync(() -> take(attempt), threads);
            PostgresServer.awaitBlockedStatement(session);
            return late;
        });
        assertThat(answer.join()).containsExactly("FENCED");
    }

    @Test
    void a_fence_comes_too_late_for_what_is_taken_or_refused() {
        var shoe = newItem(1, 5);
        var taken = attempt(Map.of(shoe, 4L));
        var refused = attempt(Map.of(shoe, 4L));
        assertThat(take(taken, refused)).containsExactly("TAKEN", "REFUSED");
        assertThat(fence(taken, refused)).containsExactly("TAKEN", "REFUSED");
        assertThat(take(taken)).containsExactly("TAKEN");
        assertThat(stockOf(shoe)).isEqualTo(1);
    }

    @Test
    void does_the_fences_of_a_call_before_its_takes() {
        var shoe = newItem(1, 5);
        var attempt = attempt(Map.of(shoe, 1L));
        var answer = post(
                        "/internal/takings", Map.of("takes", json(List.of(attempt)), "fences", json(List.of(attempt))))
                .jsonPath();
        assertThat(answer.getList("fences")).containsExactly("FENCED");
        assertThat(answer.getList("takes")).containsExactly("FENCED");
        assertThat(stockOf(shoe)).isEqualTo(5);
    }

    @Test
    void a_call_for_nothing_gets_nothing() {
        var answer = post("/internal/takings", Map.of())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(answer.getList("fences")).isEmpty();
        assertThat(answer.getList("takes")).isEmpty();
    }

    @Test
    void sells_a_hot_item_to_the_first_who_ask() {
        var hot = newItem(1, 100);
        var attempts =
                IntStream.range(0, 150).mapToObj(_ -> attempt(Map.of(hot, 1L))).toArray(Attempt[]::new);
        var expected = new ArrayList<>(Collections.nCopies(100, "TAKEN"));
        expected.addAll(Collections.nCopies(50, "REFUSED"));
        assertThat(take(attempts)).isEqualTo(expected);
        assertThat(stockOf(hot)).isZero();
    }

    @Test
    void what_was_sold_stays_sold_when_batch_init_replaces_the_item() {
        given().post("/stock/batch_init/1/5/1").then().statusCode(200);
        var attempt = attempt(Map.of("0", 4L));
        assertThat(take(attempt)).containsExactly("TAKEN");
        given().post("/stock/batch_init/1/5/1").then().statusCode(200);
        assertThat(take(attempt)).containsExactly("TAKEN");
        assertThat(stockOf("0")).isEqualTo(5);
    }

    @Test
    void tells_prices_and_null_where_there_is_no_item() {
        var shoe = newItem(30, 0);
        var hat = newItem(0, 0);
        assertThat(post("/internal/prices", List.of(shoe, "nothing", hat, shoe))
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("", Integer.class))
                .containsExactly(30, null, 0, 30);
    }

    @Test
    void lists_what_was_taken_page_by_page_in_the_order_of_keys() {
        var shoe = newItem(1, 5);
        var prefix = "page " + UUID.randomUUID();
        var attempts = IntStream.range(0, 3)
                .mapToObj(
                        i -> new Attempt(prefix, 0, i, attempt(Map.of(shoe, 1L)).lines()))
                .toList();
        var refused = new Attempt(prefix, 0, 3, attempt(Map.of(shoe, 9L)).lines());
        take(attempts.get(2), attempts.get(0), attempts.get(1), refused);
        var before = new Attempt(prefix, 0, -1, null);
        var first = post("/internal/takings/page", Map.of("after", json(before), "limit", 2))
                .jsonPath();
        assertThat(first.getList("attempt")).containsExactly(0, 1);
        assertThat(first.getList("order")).containsExactly(prefix, prefix);
        assertThat(first.getInt("[0].lines.'" + shoe + "'")).isEqualTo(1);
        var second = post("/internal/takings/page", Map.of("after", json(attempts.get(1)), "limit", 1))
                .jsonPath();
        assertThat(second.getList("attempt")).containsExactly(2);
        assertThat(post("/internal/takings/page", Map.of("limit", 1)).jsonPath().getList(""))
                .hasSize(1);

        var live = post("/internal/takings/live", json(List.of(attempts.get(1), refused, before)))
                .jsonPath();
        assertThat(live.getList("attempt")).containsExactly(1);
    }

    @Test
    void a_body_that_is_no_batch_is_a_400() {
        assertProblem(post("/internal/takings", "{\"takes\": 7}"), 400);
        assertProblem(post("/internal/takings", "{"), 400);
        assertProblem(post("/internal/takings", "null"), 400);
    }

    @Test
    void refuses_pieces_below_one_and_takes_nothing() {
        var shoe = newItem(1, 5);
        for (long pieces : new long[] {0, -1, Long.MIN_VALUE}) {
            assertProblem(
                    post(
                            "/internal/takings",
                            Map.of(
                                    "takes",
                                    List.of(Map.of(
                                            "order",
                                            "o",
                                            "generation",
                                            0,
                                            "attempt",
                                            0,
                                            "lines",
                                            Map.of(shoe, pieces))))),
                    400);
        }
        assertThat(stockOf(shoe)).isEqualTo(5);
    }

    @Test
    void the_database_refuses_what_must_never_be() {
        var sql = new Sql(pool);
        var shoe = newItem(1, 5);
        var attempt = attempt(Map.of(shoe, 1L));
        take(attempt);
        assertRefused(sql, "item_stock_not_negative", "UPDATE item SET stock = -1 WHERE id = ?", shoe);
        assertRefused(sql, "item_price_not_negative", "UPDATE item SET price = -1 WHERE id = ?", shoe);
        assertRefused(
                sql,
                "taking_once_per_attempt",
                "INSERT INTO taking (order_id, generation, attempt, state, lines) VALUES (?, ?, ?, 'TAKEN', '{}')",
                attempt.orderId(),
                attempt.generation(),
                attempt.attempt());
        assertRefused(sql, "taking_state", "UPDATE taking SET state = 'SOLD' WHERE order_id = ?", attempt.orderId());
    }

    private static void assertRefused(Sql sql, String constraint, String statement, Object... parameters) {
        var refusal = catchThrowableOfType(RolledBackException.class, () -> sql.update(statement, parameters));
        assertThat(refusal).as(statement).isNotNull();
        assertThat(Sql.violates(refusal, constraint)).as(refusal.getMessage()).isTrue();
    }
}
