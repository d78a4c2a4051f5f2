package webscale.payment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static webscale.commons.testing.Problems.assertProblem;
import static webscale.payment.Wallet.attempt;
import static webscale.payment.Wallet.creditOf;
import static webscale.payment.Wallet.hold;
import static webscale.payment.Wallet.newUser;
import static webscale.payment.Wallet.settle;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.testing.PostgresResource;

/** The calls of the edition of 2023: payments by order number. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeOrders.class)
class OrderPaymentsTest {
    @AfterEach
    void the_books_are_balanced() {
        Wallet.assertBalanced();
    }

    @Test
    void pays_an_order_once() {
        var user = newUser(10);
        assertThat(pay(user, "1", "4.0").statusCode()).isEqualTo(200);
        assertThat(pay(user, "1", "4").statusCode()).isEqualTo(200);
        assertThat(creditOf(user)).isEqualTo(6);
    }

    @Test
    void refuses_to_pay_an_order_again_with_another_amount() {
        var user = newUser(10);
        pay(user, "1", "4");
        assertThat(assertProblem(pay(user, "1", "5"), 409)).isEqualTo("paid-otherwise");
        assertThat(assertProblem(pay(user, "1", "3"), 409)).isEqualTo("paid-otherwise");
        assertThat(creditOf(user)).isEqualTo(6);
    }

    @Test
    void says_that_an_order_is_paid_already_also_when_the_credit_is_gone() {
        var user = newUser(4);
        pay(user, "1", "4");
        assertThat(pay(user, "1", "4").statusCode()).isEqualTo(200);
    }

    @Test
    void refuses_too_little_credit_and_lets_the_user_try_again() {
        var user = newUser(3);
        assertThat(assertProblem(pay(user, "1", "4"), 409)).isEqualTo("insufficient-credit");
        assertThat(creditOf(user)).isEqualTo(3);
        assertPaid(user, "1", false);
        given().post("/payment/add_funds/" + user + "/1").then().statusCode(200);
        assertThat(pay(user, "1", "4").statusCode()).isEqualTo(200);
        assertThat(creditOf(user)).isZero();
    }

    @Test
    void two_users_may_pay_for_an_order_of_the_same_number() {
        var one = newUser(5);
        var other = newUser(5);
        pay(one, "1", "2");
        assertThat(pay(other, "1", "3").statusCode()).isEqualTo(200);
        assertThat(creditOf(one)).isEqualTo(3);
        assertThat(creditOf(other)).isEqualTo(2);
    }

    @Test
    void charges_once_when_the_same_payment_comes_many_times_at_once() {
        var user = newUser(100);
        Executor threads = Thread::startVirtualThread;
        var answers = IntStream.range(0, 20)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> pay(user, "1", "7"), threads))
                .toList();
        assertThat(answers.stream().map(answer -> answer.join().statusCode())).containsOnly(200);
        assertThat(creditOf(user)).isEqualTo(93);
    }

    @Test
    void gives_a_payment_back_once() {
        var user = newUser(10);
        pay(user, "1", "4");
        given().post("/payment/cancel/" + user + "/1").then().statusCode(200);
        assertThat(creditOf(user)).isEqualTo(10);
        assertPaid(user, "1", false);
        assertThat(assertProblem(given().post("/payment/cancel/" + user + "/1"), 409))
                .isEqualTo("nothing-to-cancel");
        assertThat(creditOf(user)).isEqualTo(10);
    }

    @Test
    void a_cancelled_payment_may_be_made_again_with_any_amount() {
        var user = newUser(10);
        pay(user, "1", "4");
        given().post("/payment/cancel/" + user + "/1").then().statusCode(200);
        assertThat(pay(user, "1", "9").statusCode()).isEqualTo(200);
        assertThat(creditOf(user)).isEqualTo(1);
        assertPaid(user, "1", true);
    }

    @Test
    void refuses_to_cancel_what_was_never_paid() {
        var user = newUser(10);
        assertThat(assertProblem(given().post("/payment/cancel/" + user + "/1"), 409))
                .isEqualTo("nothing-to-cancel");
        assertThat(creditOf(user)).isEqualTo(10);
    }

    @Test
    void refuses_to_cancel_a_checkouts_charge() {
        var user = newUser(10);
        var attempt = attempt(user, 4);
        assertThat(hold(attempt)).containsExactly("HELD");
        assertThat(assertProblem(given().post("/payment/cancel/{u}/{o}", user, attempt.orderId()), 409))
                .isEqualTo("nothing-to-cancel");
        settle(attempt);
        assertThat(assertProblem(given().post("/payment/cancel/{u}/{o}", user, attempt.orderId()), 409))
                .isEqualTo("nothing-to-cancel");
        assertThat(creditOf(user)).isEqualTo(6);
    }

    @Test
    void a_payment_of_a_replaced_account_is_history() {
        given().post("/payment/batch_init/1/10").then().statusCode(200);
        pay("0", "history", "4");
        given().post("/payment/batch_init/1/10").then().statusCode(200);
        assertPaid("0", "history", false);
        assertProblem(given().post("/payment/cancel/0/history"), 409);
        assertThat(creditOf("0")).isEqualTo(10);
        assertThat(pay("0", "history", "3").statusCode()).isEqualTo(200);
        assertThat(creditOf("0")).isEqualTo(7);
    }

    @Test
    void tells_whether_an_order_is_paid_by_number() {
        var user = newUser(10);
        assertPaid(user, "1", false);
        pay(user, "1", "4");
        assertPaid(user, "1", true);
    }

    @Test
    void tells_whether_an_order_is_paid_by_checkout() {
        var user = newUser(0);
        var other = newUser(0);
        assertPaid(user, "paid by " + user, true);
        assertPaid(other, "paid by " + user, false);
        assertPaid(user, "unpaid by " + user, false);
        assertPaid(user, "no such order/ü?#%", false);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 401})
    void can_not_tell_when_the_order_service_can_not(int status) {
        var user = newUser(0);
        assertProblem(given().get("/payment/status/{user}/{order}", user, "status " + status), 503);
    }

    @Test
    void does_not_ask_the_order_service_about_what_was_paid_here() {
        var user = newUser(5);
        pay(user, "status 500", "5");
        assertPaid(user, "status 500", true);
    }

    private static Response pay(String user, String order, String amount) {
        return given().post("/payment/pay/{user}/{order}/{amount}", user, order, amount);
    }

    private static void assertPaid(String user, String order, boolean paid) {
        given().get("/payment/status/{user}/{order}", user, order)
                .then()
                .statusCode(200)
                .body("paid", equalTo(paid));
        given().post("/payment/status/{user}/{order}", user, order)
                .then()
                .statusCode(200)
                .body("paid", equalTo(paid));
    }
}
