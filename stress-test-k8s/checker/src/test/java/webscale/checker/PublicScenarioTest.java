package webscale.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import webscale.drill.shop.Shop;
import webscale.drill.shop.Tally;
import webscale.drill.shop.Verdict;

/** The checker against a shop that keeps its books, and against others that don't: those it has to notice. */
class PublicScenarioTest {
    private static final AtOnce AT_ONCE = new AtOnce(20);

    @Test
    void finds_nothing_wrong_with_an_honest_shop() throws IOException {
        assertThat(broken(PublicScenario.ONE_ITEM, FakeShop.Fault.NONE)).isEmpty();
        assertThat(broken(PublicScenario.SINGLE_PIECES, FakeShop.Fault.NONE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "LIES_ABOUT_SALES,one item: sales",
        "LIES_ABOUT_REFUSALS,one item: refusals",
        "FORGETS_STOCK,one item: stock",
        "SELLS_NOTHING,one item: sold out",
        "LOST_AND_STOPS,one item: sold out"
    })
    void notices_a_shop_that(FakeShop.Fault fault, String verdict) throws IOException {
        assertThat(broken(PublicScenario.ONE_ITEM, fault)).contains(verdict);
    }

    @Test
    void settles_by_asking_what_became_of_checkouts_without_an_answer() throws IOException {
        try (var fake = new FakeShop(FakeShop.Fault.FAILS_AFTERWARDS);
                var shop = new Shop(fake.url(), new Tally())) {
            var run = PublicScenario.ONE_ITEM.run(shop, AT_ONCE, new Random(1));

            assertThat(run.settledAsSold(shop, AT_ONCE)).isEqualTo(100);
            assertThat(run.verdicts(shop, AT_ONCE)).allMatch(Verdict::holds);
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE,0,0", "FAILS_AFTERWARDS,100,0", "LOST_ON_THE_WAY,0,100", "OUT_OF_REACH,0,1000"})
    void tells_errors_of_the_ingress_from_those_of(FakeShop.Fault fault, long ofTheShop, long ofTheIngress)
            throws IOException {
        var tally = new Tally();
        try (var fake = new FakeShop(fault);
                var shop = Shop.behindIngress(fake.url(), tally)) {
            var run = PublicScenario.ONE_ITEM.run(shop, AT_ONCE, new Random(1));

            assertThat(tally.serverErrors()).isEqualTo(ofTheShop);
            assertThat(tally.ingressErrors()).isEqualTo(ofTheIngress);
            assertThat(run.verdicts(shop, AT_ONCE)).allMatch(Verdict::holds);
        }
    }

    private static List<String> broken(PublicScenario scenario, FakeShop.Fault fault) throws IOException {
        try (var fake = new FakeShop(fault);
                var shop = new Shop(fake.url(), new Tally())) {
            var run = scenario.run(shop, AT_ONCE, new Random(1));
            return run.verdicts(shop, AT_ONCE).stream()
                    .filter(verdict -> !verdict.holds())
                    .map(Verdict::name)
                    .toList();
        }
    }
}
