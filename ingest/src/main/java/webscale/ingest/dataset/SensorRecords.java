package webscale.ingest.dataset;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Measurements of sensors. A second one of the same sensor and time replaces the first. */
@Singleton
public class SensorRecords implements Dataset {
    public static final String NAME = "records";

    private static final Format FORMAT = Format.Csv.of("record_time", "sensor_id", "value");
    private static final Target TARGET = new Target.Merge(
            "records",
            "record_time, sensor_id, value",
            // Rows that are there with the same value stay untouched, so that loading a file again writes nothing.
            """
            INSERT INTO records AS present (record_time, sensor_id, value)
            SELECT DISTINCT ON (sensor_id, record_time) record_time, sensor_id, value
              FROM staged
             ORDER BY sensor_id, record_time, position DESC
            ON CONFLICT (sensor_id, record_time) DO UPDATE
               SET value = excluded.value
             WHERE present.value <> excluded.value
            """,
            true,
            "",
            "");

    /** Longer ones wouldn't fit into a page of the primary key's index. */
    private static final int SENSOR_BYTES_MAX = 1_024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Format format() {
        return FORMAT;
    }

    @Override
    public int lane(Row row, int lanes) {
        return row.fields() == 3 ? Row.hash(row.data(), row.start(1), row.end(1)) % lanes : 0;
    }

    /** Where the rows of a sensor go. */
    public static int laneOf(String sensor, int lanes) {
        var id = sensor.getBytes(StandardCharsets.UTF_8);
        return Row.hash(id, 0, id.length) % lanes;
    }

    @Override
    public Optional<String> read(Row row, CopyRows out) {
        var data = row.data();
        long time = Times.instant(data, row.start(0), row.end(0));
        if (time == Times.BAD) {
            return Optional.of("record_time is not an ISO 8601 time with an offset");
        }
        if (row.isBlank(1)) {
            return Optional.of("sensor_id is empty");
        }
        if (row.end(1) - row.start(1) > SENSOR_BYTES_MAX) {
            return Optional.of("sensor_id is longer than " + SENSOR_BYTES_MAX + " bytes");
        }
        if (Utf8.length(data, row.start(1), row.end(1)) < 0) {
            return Optional.of("sensor_id is not UTF-8, or holds a NUL");
        }
        double value = Decimals.parse(data, row.start(2), row.end(2));
        if (Double.isNaN(value)) {
            return Optional.of("value is not a finite number");
        }
        out.row(3).time(time).text(data, row.start(1), row.end(1)).float8(value);
        return Optional.empty();
    }

    @Override
    public Target target() {
        return TARGET;
    }
}
