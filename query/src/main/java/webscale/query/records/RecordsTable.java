package webscale.query.records;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import webscale.commons.sql.Sql;
import webscale.query.warehouse.Warehouse;

/** Every statement about sensors. */
@Singleton
class RecordsTable {
    private static final OffsetDateTime BEGINNING = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final OffsetDateTime END = OffsetDateTime.of(9999, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static final String COUNT = """
            SELECT count(*), min(record_time), max(record_time)
              FROM records
             WHERE sensor_id = ? AND record_time >= ? AND record_time < ?
            """;

    private static final String ALL = """
            SELECT record_time, value
              FROM records
             WHERE sensor_id = ? AND record_time >= ? AND record_time < ?
             ORDER BY record_time
             LIMIT ?
            """;

    /** Each stretch is read along the primary key, twice, and none is sorted. */
    private static final String LOWEST_AND_HIGHEST = """
            SELECT peak.record_time, peak.value
              FROM (SELECT ?::text AS sensor_id, ?::timestamptz AS first, ?::interval AS step) AS range
             CROSS JOIN generate_series(0, ?::int - 1) AS stretch (number)
             CROSS JOIN LATERAL (
                 (SELECT record_time, value
                    FROM records
                   WHERE sensor_id = range.sensor_id
                     AND record_time >= range.first + stretch.number * range.step
                     AND record_time < range.first + (stretch.number + 1) * range.step
                   ORDER BY value, record_time
                   LIMIT 1)
                  UNION
                 (SELECT record_time, value
                    FROM records
                   WHERE sensor_id = range.sensor_id
                     AND record_time >= range.first + stretch.number * range.step
                     AND record_time < range.first + (stretch.number + 1) * range.step
                   ORDER BY value DESC, record_time
                   LIMIT 1)) AS peak
             ORDER BY peak.record_time
             LIMIT ?
            """;

    /** From one sensor to the next along the primary key, however many rows each has. */
    private static final String SENSORS = """
            WITH RECURSIVE sensor (id) AS (
                (SELECT sensor_id FROM records ORDER BY sensor_id LIMIT 1)
                 UNION ALL
                SELECT (SELECT sensor_id FROM records WHERE sensor_id > id ORDER BY sensor_id LIMIT 1)
                  FROM sensor
                 WHERE id IS NOT NULL
            )
            SELECT id
              FROM sensor
             WHERE id IS NOT NULL
               AND position(lower(?) IN lower(id)) > 0
             LIMIT ?
            """;

    private record Extent(long count, OffsetDateTime first, OffsetDateTime last) {}

    private final Warehouse warehouse;

    RecordsTable(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    Series series(Range range, int pointsMax) {
        var from = range.from().orElse(BEGINNING);
        var to = range.to().orElse(END);
        return warehouse.ask(sql -> {
            var extent = sql.query(COUNT, RecordsTable::extent, range.sensor(), from, to)
                    .getFirst();
            var points = extent.count <= pointsMax
                    ? sql.query(ALL, RecordsTable::point, range.sensor(), from, to, pointsMax)
                    : peaks(sql, range.sensor(), extent, pointsMax);
            return new Series(range.sensor(), extent.count, points);
        });
    }

    List<String> sensors(String search, int limit) {
        return warehouse.ask(sql -> sql.query(SENSORS, row -> row.getString(1), search, limit));
    }

    /** Postgres counts in microseconds; the last stretch goes past the last row. */
    private static List<List<Object>> peaks(Sql sql, String sensor, Extent extent, int pointsMax) {
        int stretches = Math.max(1, pointsMax / 2);
        long micros = java.time.temporal.ChronoUnit.MICROS.between(extent.first, extent.last);
        var step = (micros / stretches + 1) + " microseconds";
        return sql.query(LOWEST_AND_HIGHEST, RecordsTable::point, sensor, extent.first, step, stretches, pointsMax);
    }

    private static Extent extent(ResultSet row) throws SQLException {
        return new Extent(
                row.getLong(1), row.getObject(2, OffsetDateTime.class), row.getObject(3, OffsetDateTime.class));
    }

    private static List<Object> point(ResultSet row) throws SQLException {
        return List.of(row.getObject(1, OffsetDateTime.class).toInstant().toString(), row.getDouble(2));
    }
}
