package webscale.commons.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final Audit.Check HOLDS = Audit.Check.of("sum", "a = b", 5L, 5L, List.of());

    @Test
    void is_balanced_when_every_check_holds() {
        assertThat(Audit.of("stock", List.of(HOLDS, HOLDS)).balanced()).isTrue();
    }

    @Test
    void a_difference_between_the_sides_breaks_it() {
        var broken = Audit.Check.of("sum", "a = b", "5", "6", List.of());
        assertThat(broken.holds()).isFalse();
        assertThat(Audit.of("stock", List.of(HOLDS, broken)).balanced()).isFalse();
    }

    @Test
    void a_named_row_breaks_it_even_if_the_sums_agree() {
        assertThat(Audit.Check.of("sum", "a = b", "5", "5", List.of("item 7")).holds())
                .isFalse();
    }

    @Test
    void names_a_hundred_rows_at_most() {
        var rows = IntStream.range(0, 101).mapToObj(i -> "item " + i).toList();
        assertThat(Audit.Check.of("sum", "a = b", "5", "6", rows).differences()).isEqualTo(rows.subList(0, 100));
    }
}
