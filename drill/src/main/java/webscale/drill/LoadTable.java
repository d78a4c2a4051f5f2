package webscale.drill;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import webscale.drill.shop.Verdict;

/** The warehouse, past the services: how far a load is, and which rows are there. Loads are known by their key. */
final class LoadTable implements AutoCloseable {
    /** @param rows read so far */
    record Progress(long rows, boolean done) {}

    private static final Duration RECONNECT = Duration.ofMillis(50);

    private final String url;
    private Connection connection;

    LoadTable(String url) {
        this.url = url;
    }

    /** Polls until it is so; Postgres may be away meanwhile. */
    Progress await(String key, Predicate<Progress> wanted, Duration within, Duration poll) {
        long deadline = System.nanoTime() + within.toNanos();
        while (System.nanoTime() - deadline < 0) {
            try {
                var found = progress(key);
                if (wanted.test(found)) {
                    return found;
                }
                LockSupport.parkNanos(poll.toNanos());
            } catch (SQLException e) {
                close();
                LockSupport.parkNanos(RECONNECT.toNanos());
            }
        }
        throw new IllegalStateException("The load of " + key + " doesn't get on");
    }

    private Progress progress(String key) throws SQLException {
        try (var rows = query("SELECT rows_read, state FROM load WHERE idempotency_key = '" + key + "'")) {
            return rows.next()
                    ? new Progress(rows.getLong(1), rows.getString(2).equals("DONE"))
                    : new Progress(0, false);
        }
    }

    List<Verdict> records(SensorFile file) {
        var found = first("""
                SELECT count(*), coalesce(sum(value), 0)::bigint,
                       (SELECT count(*) FROM reject JOIN load USING (load_id)
                         WHERE idempotency_key = 'records' AND line %% %d = 1)
                  FROM records
                """.formatted(SensorFile.BAD_EVERY), 3);
        return List.of(
                addsUp("records", file.rows(), file.good(), file.bad()),
                verdict("records table", "every good row is in the table, once", file.good(), found[0]),
                verdict("records values", "the sum of the values is that of the file", file.sum(), found[1]),
                verdict("records rejects", "every bad row is kept, by its line", file.bad(), found[2]));
    }

    /** The generator's rows are random, so that two that are equal are one that was stored twice. */
    List<Verdict> weather(long rows) {
        var found = first("""
                SELECT coalesce(sum(copies), 0)::bigint, count(*)
                  FROM (SELECT count(*) AS copies
                          FROM weather_data
                         GROUP BY location, timestamp, temperature, humidity, wind_speed) AS observation
                """, 2);
        return List.of(
                addsUp("weather", rows, rows, 0),
                verdict("weather table", "every row is in the table", rows, found[0]),
                verdict("weather distinct", "none is there twice", rows, found[1]));
    }

    private Verdict addsUp(String key, long read, long stored, long rejected) {
        var found = first(
                "SELECT rows_read, rows_stored, rows_rejected FROM load WHERE idempotency_key = '" + key + "'", 3);
        return new Verdict(
                "I7 " + key + " load",
                "rows read = stored + rejected",
                "%d=%d+%d".formatted(read, stored, rejected),
                "%d=%d+%d".formatted(found[0], found[1], found[2]),
                List.of());
    }

    private static Verdict verdict(String name, String rule, long expected, long found) {
        return new Verdict("I7 " + name, rule, Long.toString(expected), Long.toString(found), List.of());
    }

    private long[] first(String sql, int columns) {
        try (var rows = query(sql)) {
            rows.next();
            var numbers = new long[columns];
            for (int i = 0; i < columns; i++) {
                numbers[i] = rows.getLong(i + 1);
            }
            return numbers;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private ResultSet query(String sql) throws SQLException {
        if (connection == null) {
            connection = DriverManager.getConnection(url);
        }
        var statement = connection.createStatement();
        statement.closeOnCompletion();
        return statement.executeQuery(sql);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // it broke, which is why it is closed
        } finally {
            connection = null;
        }
    }
}
