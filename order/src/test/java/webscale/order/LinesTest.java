package webscale.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static final Lines NONE = new Lines(List.of());

    @Test
    void adds_to_the_line_while_the_price_stays() {
        var lines = NONE.add("shoe", 1, 10).add("hat", 1, 3).add("shoe", 2, 10);

        assertThat(lines.entries()).containsExactly(new Lines.Line("shoe", 3, 10), new Lines.Line("hat", 1, 3));
        assertThat(lines.totalCost()).isEqualTo(33);
    }

    @Test
    void takes_back_piece_by_piece_what_was_added_last() {
        var lines = NONE.add("shoe", 1, 10).add("shoe", 2, 12);

        lines = lines.removeOne("shoe").orElseThrow();
        assertThat(lines.totalCost()).isEqualTo(22);
        lines = lines.removeOne("shoe").orElseThrow();
        assertThat(lines.totalCost()).isEqualTo(10);
        lines = lines.removeOne("shoe").orElseThrow();
        assertThat(lines.isEmpty()).isTrue();
        assertThat(lines.removeOne("shoe")).isEmpty();
    }

    @Test
    void sums_pieces_over_prices() {
        assertThat(NONE.add("b", 1, 1).add("a", 1, 1).add("b", 1, 2).pieces()).isEqualTo(Map.of("a", 1L, "b", 2L));
    }

    @Test
    void refuses_what_does_not_fit() {
        var most = NONE.add("shoe", Long.MAX_VALUE, 1);
        assertThatThrownBy(() -> most.add("shoe", 1, 1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.add("hat", 1, 1)).isInstanceOf(ArithmeticException.class);
        var free = NONE.add("shoe", Long.MAX_VALUE, 0);
        assertThatThrownBy(() -> free.add("shoe", 1, 0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void bounds_its_entries() {
        var lines = NONE;
        for (int i = 0; i < Lines.ENTRIES_MAX; i++) {
            lines = lines.add("item" + i, 1, 1);
        }
        var full = lines;
        assertThatThrownBy(() -> full.add("one more", 1, 1)).isInstanceOf(ArithmeticException.class);
    }
}
