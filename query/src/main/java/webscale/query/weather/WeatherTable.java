package webscale.query.weather;

import jakarta.inject.Singleton;
import java.util.List;
import webscale.query.warehouse.Warehouse;

/** Every statement about the weather. */
@Singleton
class WeatherTable {
    /** From one location to the next along the index, however many rows each has. */
    private static final String LOCATIONS = """
            WITH RECURSIVE place (name) AS (
                (SELECT location FROM weather_data ORDER BY location LIMIT 1)
                 UNION ALL
                SELECT (SELECT location FROM weather_data WHERE location > name ORDER BY location LIMIT 1)
                  FROM place
                 WHERE name IS NOT NULL
            )
            SELECT name
              FROM place
             WHERE name IS NOT NULL
               AND position(lower(?) IN lower(name)) > 0
             LIMIT ?
            """;

    private static final String AVERAGE = """
            SELECT avg(temperature), count(*)
              FROM weather_data
             WHERE location = ?
            """;

    private static final String MONTHS = """
            SELECT to_char(month, 'YYYY-MM'), average, lowest, highest, count
              FROM (SELECT date_trunc('month', timestamp, 'UTC') AT TIME ZONE 'UTC' AS month,
                           avg(temperature) AS average, min(temperature) AS lowest, max(temperature) AS highest,
                           count(*) AS count
                      FROM weather_data
                     WHERE location = ?
                     GROUP BY 1
                     ORDER BY 1 DESC
                     LIMIT ?) AS latest
             ORDER BY month
            """;

    private final Warehouse warehouse;

    WeatherTable(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /** Locations whose name has this in it, whatever the case, in order. */
    List<String> locations(String search, int limit) {
        return warehouse.ask(sql -> sql.query(LOCATIONS, row -> row.getString(1), search, limit));
    }

    Average average(String location) {
        return warehouse.ask(sql -> sql.query(
                        AVERAGE,
                        row -> {
                            double average = row.getDouble(1);
                            var known = !row.wasNull() && Double.isFinite(average);
                            return new Average(location, known ? average : null, row.getLong(2));
                        },
                        location)
                .getFirst());
    }

    List<Month> months(String location, int limit) {
        return warehouse.ask(sql -> sql.query(
                MONTHS,
                row -> new Month(
                        row.getString(1), row.getDouble(2), row.getDouble(3), row.getDouble(4), row.getLong(5)),
                location,
                limit));
    }
}
