package webscale.order.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of seeded schedules of messages, crashes and repeats. {@code -Dseed=N} replays one, {@code -Dschedules=N}
 * runs more.
 */
class CheckoutSimulationTest {
    private static final long SCHEDULES = Long.getLong("schedules", 10_000);
    private static final Logger LOG = Logger.getLogger(Recovery.class.getPackageName());

    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @Test
    void no_schedule_breaks_a_promise() {
        var one = Long.getLong("seed");
        long first = one != null ? one : ThreadLocalRandom.current().nextLong(Long.MAX_VALUE / 2);
        long count = one != null ? 1 : SCHEDULES;
        for (long seed = first; seed < first + count; seed++) {
            assertThat(Simulation.run(seed)).as("replay with -Dseed=%d", seed).isEmpty();
        }
    }

    /** The negative control: a simulation that can't see these would prove nothing. */
    @ParameterizedTest
    @EnumSource
    void notices_a_saga_that_is_broken(ShopModel.Mutant mutant) {
        var found = LongStream.range(0, SCHEDULES)
                .mapToObj(seed -> Simulation.run(seed, mutant))
                .filter(violations -> !violations.isEmpty())
                .findFirst();

        assertThat(found).as("a schedule that shows " + mutant).isPresent();
    }

    @Test
    void the_same_seed_gives_the_same_run() {
        var twice = List.of(
                Simulation.run(42, ShopModel.Mutant.NO_ADOPTION), Simulation.run(42, ShopModel.Mutant.NO_ADOPTION));

        assertThat(twice.getFirst()).isEqualTo(twice.getLast());
    }
}
