package webscale.query.accesslog;

import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import webscale.query.warehouse.Warehouse;

/** Every statement about access logs. */
@Singleton
class AccessLogTable {
    private static final String TOTAL = """
            SELECT count(*)
              FROM access_log
            """;

    private static final String TOP_HOSTS = """
            SELECT host, count(*) AS requests
              FROM access_log
             WHERE time >= coalesce(?::timestamptz, '-infinity')
               AND time < coalesce(?::timestamptz, 'infinity')
             GROUP BY host
             ORDER BY requests DESC, host
             LIMIT ?
            """;

    private static final String TOP_COUNTRY = """
            SELECT country, count(*) AS requests
              FROM access_log
             GROUP BY country
             ORDER BY country = 'XX', requests DESC, country
             LIMIT 1
            """;

    private final Warehouse warehouse;

    AccessLogTable(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    Requests requests() {
        return warehouse.ask(
                sql -> sql.query(TOTAL, row -> new Requests(row.getLong(1))).getFirst());
    }

    List<HostRequests> topHosts(Window window) {
        return warehouse.ask(sql -> sql.query(
                TOP_HOSTS,
                row -> new HostRequests(row.getString(1), row.getLong(2)),
                window.from().map(OffsetDateTime::toString).orElse(null),
                window.to().map(OffsetDateTime::toString).orElse(null),
                window.limit()));
    }

    CountryRequests topCountry() {
        return warehouse
                .ask(sql -> sql.query(TOP_COUNTRY, row -> new CountryRequests(row.getString(1), row.getLong(2))))
                .stream()
                .findFirst()
                .orElseGet(() -> new CountryRequests(null, 0));
    }
}
