package webscale.ingest.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScalingTest {
    private static final Duration CALM = Duration.ofMinutes(5);

    private final Scaling scaling = new Scaling(1, 4, 50, CALM, 0);

    @Test
    void wants_a_pod_for_every_so_many_chunks_within_its_bounds() {
        assertThat(scaling.pods(0, 1, at(0))).isEqualTo(1);
        assertThat(scaling.pods(50, 1, at(15))).isEqualTo(1);
        assertThat(scaling.pods(51, 1, at(30))).isEqualTo(2);
        assertThat(scaling.pods(Long.MAX_VALUE, 2, at(45))).isEqualTo(4);
    }

    @Test
    void wants_fewer_only_once_fewer_have_sufficed_for_a_while() {
        assertThat(scaling.pods(200, 1, at(0))).isEqualTo(4);
        assertThat(scaling.pods(0, 4, at(290))).isEqualTo(4);
        assertThat(scaling.pods(70, 4, at(301))).isEqualTo(2);
        assertThat(scaling.pods(0, 2, at(590))).isEqualTo(2);
        assertThat(scaling.pods(0, 2, at(602))).isEqualTo(1);
    }

    @Test
    void takes_no_pod_away_that_was_there_before_it_watched() {
        assertThat(scaling.pods(0, 3, at(0))).isEqualTo(3);
        assertThat(scaling.pods(0, 3, at(299))).isEqualTo(3);
        assertThat(scaling.pods(0, 3, at(300))).isEqualTo(1);
    }

    @Test
    void begins_to_watch_anew_when_the_lag_could_not_be_told() {
        scaling.pods(0, 3, at(0));
        scaling.unknown(at(200));
        assertThat(scaling.pods(0, 3, at(400))).isEqualTo(3);
        assertThat(scaling.pods(0, 3, at(500))).isEqualTo(1);
    }

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
