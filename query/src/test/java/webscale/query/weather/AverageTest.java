package webscale.query.weather;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AverageTest {
    @ParameterizedTest
    @CsvSource({
        "2.44, 2.44",
        "2.4449, 2.44",
        "2.445, 2.45",
        "2.4449999999999994, 2.45", // what adding 2.44 and 2.45 in doubles can make of 2.445
        "2.44499995, 2.44", // a true average of 200,000 values
        "1.005, 1.01", // as a double it is less
        "-1.005, -1.01",
        "-0.001, 0.00",
        "7, 7.00",
        "1e20, 100000000000000000000.00",
    })
    void is_rounded_half_up_as_a_decimal(double average, String shown) {
        assertThat(new Average("Oslo", average, 1).shown()).contains(shown);
    }

    @Test
    void is_nothing_where_nothing_was_measured() {
        assertThat(new Average("Oslo", null, 0).shown()).isEmpty();
    }
}
