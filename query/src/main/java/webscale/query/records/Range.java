package webscale.query.records;

import java.time.OffsetDateTime;
import java.util.Optional;
import webscale.query.http.Params;

/**
 * A sensor and a range of time.
 *
 * @param from the first instant of the range; none: the sensor's first row
 * @param to   the first instant after the range; none: the range ends with the sensor's last row
 */
record Range(String sensor, Optional<OffsetDateTime> from, Optional<OffsetDateTime> to) {
    private static final int SENSOR_LENGTH_MAX = 128;

    static Range of(String sensor, String from, String to) {
        var range = new Range(
                Params.required("sensor_id", sensor, SENSOR_LENGTH_MAX),
                Params.instant("from", from),
                Params.instant("to", to));
        Params.requireOrder(range.from, range.to);
        return range;
    }

    /** The same for the same range, however it was written. */
    String name() {
        return from.map(OffsetDateTime::toInstant) + ":" + to.map(OffsetDateTime::toInstant) + ":" + sensor;
    }
}
