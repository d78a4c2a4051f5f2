package webscale.order;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import webscale.order.checkout.ShopModel;

/** One fault at each step of a checkout, before, after and instead of each call and each commit, on a real database. */
@QuarkusTest
@QuarkusTestResource(value = CutDatabase.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Neighbours.class, restrictToAnnotatedClass = true)
class CheckoutFaultTest {
    /** How the checkout has to end. */
    enum Ending {
        SOLD(200, 7),
        OUT_OF_STOCK(409, 0),
        INSUFFICIENT_CREDIT(409, 7);

        final int status;
        final long stockBefore;

        Ending(int status, long stockBefore) {
            this.status = status;
            this.stockBefore = stockBefore;
        }
    }

    private ShopModel shop;

    @BeforeEach
    void newShop() {
        shop = Neighbours.renew();
    }

    static Stream<Arguments> callFaults() {
        return Stream.of(
                        Map.entry(Ending.SOLD, Neighbours.Step.holds),
                        Map.entry(Ending.SOLD, Neighbours.Step.takes),
                        Map.entry(Ending.SOLD, Neighbours.Step.settles),
                        Map.entry(Ending.OUT_OF_STOCK, Neighbours.Step.holds),
                        Map.entry(Ending.OUT_OF_STOCK, Neighbours.Step.takes),
                        Map.entry(Ending.OUT_OF_STOCK, Neighbours.Step.releases),
                        Map.entry(Ending.INSUFFICIENT_CREDIT, Neighbours.Step.holds))
                .flatMap(step -> Stream.of(Neighbours.Fault.values())
                        .map(fault -> Arguments.of(step.getKey(), step.getValue(), fault)));
    }

    @ParameterizedTest(name = "{0}: {2} {1}")
    @MethodSource("callFaults")
    void ends_as_if_the_call_had_not_failed(Ending ending, Neighbours.Step step, Neighbours.Fault fault) {
        var order = order(ending);
        Neighbours.arm(step, fault);

        checkOut(order, ending);

        await().atMost(Duration.ofSeconds(10)).until(Neighbours::allFaultsHappened);
        assertThatBooksShow(order, ending);
    }

    /** The first statement of a checkout begins it, the second one ends it. */
    static Stream<Arguments> commitFaults() {
        return Stream.of(Ending.values()).flatMap(ending -> Stream.of(1, 2)
                .flatMap(nth -> Stream.of("before", "after").map(when -> Arguments.of(ending, when, nth))));
    }

    @ParameterizedTest(name = "{0}: connection cut {1} statement {2}")
    @MethodSource("commitFaults")
    void ends_as_if_the_commit_had_not_failed(Ending ending, String when, int nth) {
        var order = order(ending);
        if (when.equals("before")) {
            CutDatabase.proxy.cutBefore(nth);
        } else {
            CutDatabase.proxy.cutAfter(nth);
        }

        checkOut(order, ending);

        await().atMost(Duration.ofSeconds(10)).until(CutDatabase.proxy::hasCut); // a sale is told before it is written
        assertThatBooksShow(order, ending);
    }

    private String order(Ending ending) {
        shop.stock.put("shoe", 7L);
        shop.prices.put("shoe", 10L);
        shop.credit.put("ann", ending == Ending.INSUFFICIENT_CREDIT ? 9L : 100L);
        String order = given().post("/orders/create/ann").path("order_id");
        given().post("/orders/addItem/" + order + "/shoe/1").then().statusCode(200);
        shop.stock.put("shoe", ending.stockBefore);
        return order;
    }

    private static void checkOut(String order, Ending ending) {
        given().post("/orders/checkout/" + order).then().statusCode(ending.status);
    }

    private void assertThatBooksShow(String order, Ending ending) {
        boolean sold = ending == Ending.SOLD;
        given().get("/orders/find/" + order).then().body("paid", equalTo(sold));
        assertThat(shop.stock).containsEntry("shoe", ending.stockBefore - (sold ? 1 : 0));
        assertThat(shop.credit.get("ann")).isEqualTo(sold ? 90 : ending == Ending.OUT_OF_STOCK ? 100 : 9);
        await().atMost(Duration.ofSeconds(10)).until(() -> shop.held().isEmpty());
    }
}
