package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/orders/find/1, /orders/find/1, orders",
        "/orders, /orders, orders",
        "/, /, ''",
        "/orders/find/a+b, /orders/find/a+b, orders",
        "/%6frders/find/a%20b+c, /orders/find/a b+c, orders",
        "//orders///find, /orders/find, orders",
        "/stock/find/1.5, /stock/find/1.5, stock",
        "/stock/find/..1, /stock/find/..1, stock",
        "/stock/find/%252e, /stock/find/%2e, stock",
    })
    void reads_a_path_as_the_services_do(String path, String normal, String first) {
        assertThat(RequestPath.normal(path)).contains(normal);
        assertThat(RequestPath.firstSegment(normal)).isEqualTo(first);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "orders",
                "*",
                "/..",
                "/orders/..",
                "/orders/./x",
                "/%2E%2e/q",
                "/a%2f..%2fq",
                "/a/%",
                "/a%5c.."
            })
    void has_no_form_for_a_path_that_climbs_or_is_broken(String path) {
        assertThat(RequestPath.normal(path)).isEmpty();
    }

    @Test
    void knows_what_may_be_repeated() {
        assertThat(Repetition.of(HttpMethod.GET, "/orders/find/1")).isEqualTo(Repetition.READ);
        assertThat(Repetition.of(HttpMethod.HEAD, "/orders/find/1")).isEqualTo(Repetition.READ);
        assertThat(Repetition.of(HttpMethod.GET, "/vote_to_1")).isEqualTo(Repetition.NEVER);
        assertThat(Repetition.of(HttpMethod.GET, "/orders/checkout/1")).isEqualTo(Repetition.READ);
        assertThat(Repetition.of(HttpMethod.POST, "/orders/checkout/1")).isEqualTo(Repetition.CHECKOUT);
        assertThat(Repetition.of(HttpMethod.POST, "/payment/pay/1/1")).isEqualTo(Repetition.NEVER);
        assertThat(Repetition.of(HttpMethod.DELETE, "/orders/remove/1")).isEqualTo(Repetition.NEVER);
    }
}
