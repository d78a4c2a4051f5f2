package webscale.commons.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchLimitsTest {
    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "-1, 1, 1", "1, -1, 1", "1, 1, -1"})
    void refuses_a_bound_below_one(int lanes, int sizeMax, int waitingMax) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchLimits(lanes, sizeMax, waitingMax))
                .withMessageContaining(lanes + ", " + sizeMax + ", " + waitingMax);
    }

    @Test
    void takes_one_of_each() {
        assertThat(new BatchLimits(1, 1, 1)).extracting(BatchLimits::sizeMax).isEqualTo(1);
    }
}
