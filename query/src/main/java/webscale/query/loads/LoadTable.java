package webscale.query.loads;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import webscale.query.warehouse.Warehouse;

/** Every statement about loads. */
@Singleton
class LoadTable {
    private static final String LATEST = """
            SELECT load_id, dataset, name, state, rows_read, rows_stored, rows_rejected, chunks_total, chunks_done,
                   created_at, failure,
                   (extract(epoch FROM coalesce(finished_at, now()) - created_at) * 1000)::bigint AS millis
              FROM load
             ORDER BY created_at DESC, load_id
             LIMIT ?
            """;

    private final Warehouse warehouse;

    LoadTable(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    List<Load> latest(int limit) {
        return warehouse.ask(sql -> sql.query(LATEST, LoadTable::load, limit));
    }

    private static Load load(ResultSet row) throws SQLException {
        return new Load(
                row.getString("load_id"),
                row.getString("dataset"),
                Optional.ofNullable(row.getString("name")),
                row.getString("state"),
                row.getLong("rows_read"),
                row.getLong("rows_stored"),
                row.getLong("rows_rejected"),
                Optional.ofNullable(row.getObject("chunks_total", Integer.class)),
                row.getInt("chunks_done"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Duration.ofMillis(Math.max(0, row.getLong("millis"))),
                Optional.ofNullable(row.getString("failure")));
    }
}
