package webscale.query.weather;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The average temperature at a location.
 *
 * @param average in °C; null where nothing was measured
 * @param count   of measurements
 */
public record Average(String location, Double average, long count) {
    private static final int SHOWN = 2;
    /** Far finer than any average of values with two decimals, and coarser than what adding doubles gets wrong. */
    private static final int TRUE = 10;

    /** As people read it, such as {@code 2.44}: two decimals, rounded half up as decimals, not as the nearest doubles. */
    public Optional<String> shown() {
        return Optional.ofNullable(average).map(it -> BigDecimal.valueOf(it)
                .setScale(TRUE, RoundingMode.HALF_UP)
                .setScale(SHOWN, RoundingMode.HALF_UP)
                .toPlainString());
    }
}
