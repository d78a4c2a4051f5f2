package webscale.query.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import webscale.commons.testing.PostgresServer;

/** A database as ingest makes and fills it. */
public record Warehouse(String url) {
    private static final String DATA = """
            INSERT INTO weather_data (location, temperature, humidity, wind_speed, timestamp) VALUES
                ('Oslo', 2.44, 50, 1, '2026-01-01T00:00:00Z'),
                ('Oslo', 2.45, 50, 1, '2026-02-01T00:00:00Z'),
                ('Rome', -1.005, 50, 1, '2026-01-01T00:00:00Z'),
                ('<b>Quito</b> & "Lima"', 1, 50, 1, '2026-01-01T00:00:00Z');
            INSERT INTO weather_data (location, temperature, humidity, wind_speed, timestamp)
            SELECT 'Place ' || number % 12, number % 50 - 10, 50, 1, '2024-01-01T00:00:00Z'::timestamptz + number * interval '1 day'
              FROM generate_series(0, 719) AS number;

            INSERT INTO records (sensor_id, record_time, value)
            SELECT 'bdd640fb_0', '2021-01-01T00:00:00+08'::timestamptz + number * interval '5 s',
                   CASE number WHEN 4321 THEN 999 ELSE sin(number / 100.0) END
              FROM generate_series(0, 9999) AS number;
            INSERT INTO records (sensor_id, record_time, value) VALUES
                ('23b8c1e9_1', '2021-01-01T00:00:00.123Z', 1.5),
                ('23b8c1e9_1', '2021-01-01T00:00:01Z', -2.5);

            INSERT INTO access_log (host, time, request, status, size, country)
            SELECT host, time::timestamptz, 'GET / HTTP/1.0', 200, 1, country
              FROM (VALUES ('b.example', '1995-08-18T00:00:01-04:00', 'XX', 3), ('a.example', '1995-08-20T23:59:59-04:00', 'XX', 3),
                           ('c.co.uk', '1995-08-19T00:00:00-04:00', 'GB', 4), ('late.jp', '1995-08-21T00:00:01-04:00', 'JP', 5),
                           ('early.example', '1995-08-18T00:00:00-04:00', 'XX', 9)) AS log (host, time, country, times)
             CROSS JOIN generate_series(1, times);

            INSERT INTO articles (id, title, created_by, updated_by) VALUES
                ('111111', 'Harbour opens', '2017-03-01', '2017-03-01'),
                ('111112', 'Eggs & <i>ham</i>', '2017-03-01', '2017-03-01'),
                ('111113', 'Bridges sing', '2017-03-01', '2017-03-01');
            INSERT INTO clickstream (userId, time, action)
            SELECT lpad(number::text, 5, '0'), '2017-04-01'::timestamp + number * interval '1 hour', 'FIRST_INSTALL'
              FROM generate_series(1, 8) AS number;
            INSERT INTO clickstream (userId, time, action, objectId) VALUES
                ('00001', '2017-04-01T12:00:00', 'LIKE_ARTICLE', '111111'),
                ('00002', '2017-04-01T23:59:59', 'LIKE_ARTICLE', '111111'),
                ('00003', '2017-04-01T00:00:00', 'LIKE_ARTICLE', '111112'),
                ('00001', '2017-04-02T00:00:00', 'LOG_IN', NULL),
                ('00001', '2017-04-03T00:00:00', 'LIKE_ARTICLE', '111113'),
                ('00002', '2017-04-08T23:59:59', 'LOG_IN', NULL),
                ('00003', '2017-04-05T10:00:00', 'LOG_IN', NULL),
                ('00004', '2017-04-05T10:00:00', 'LIKE_ARTICLE', '111112'),
                ('00005', '2017-04-09T00:00:00', 'LOG_IN', NULL),
                ('00006', '2017-04-01T23:00:00', 'LOG_IN', NULL),
                ('00009', '2017-04-05T10:00:00', 'LOG_IN', NULL);

            INSERT INTO votes (voteId, candidate, voteTime, kioskId) VALUES
                (gen_random_uuid(), '1', now(), 1), (gen_random_uuid(), '1', now(), 2),
                (gen_random_uuid(), '2', now() - interval '1 hour', 1), (gen_random_uuid(), '9', now() - interval '1 hour', 2);

            INSERT INTO load (load_id, dataset, name, state, rows_read, rows_stored, rows_rejected, chunks_total, chunks_done,
                              created_at, finished_at, failure) VALUES
                ('done', 'records', 'bdd640fb_0.csv', 'DONE', 1000, 998, 2, 4, 4, now() - interval '5 s', now(), NULL),
                ('half', 'weather', 'half way.csv', 'LOADING', 500, 500, 0, 4, 2, now() - interval '5 s', NULL, NULL),
                ('new', 'access-log', NULL, 'RECEIVING', 0, 0, 0, NULL, 0, now(), NULL, NULL),
                ('bad', 'articles', 'bad.csv', 'FAILED', 0, 0, 0, NULL, 0, now(), now(), 'The header <is> missing');
            ANALYZE;
            """;

    static Warehouse filled(String url) {
        var warehouse = new Warehouse(url);
        try (var files = Files.list(migrations())) {
            for (var file : files.sorted().toList()) {
                warehouse.run(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        warehouse.run(DATA);
        return warehouse;
    }

    public void run(String statements) {
        try (var connection = dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What ends a load, or with votes a batch. */
    public void changed(String dataset) {
        run("UPDATE dataset_version SET version = version + 1 WHERE dataset = '" + dataset + "'");
    }

    public DataSource dataSource() {
        return PostgresServer.dataSource(url);
    }

    private static Path migrations() {
        try {
            return Path.of(
                    Warehouse.class.getClassLoader().getResource("warehouse").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
