package webscale.ingest.load;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;
import webscale.ingest.dataset.DatasetVersion;

/** The table of loads. All times are the database's. */
@Singleton
public class Loads {
    private static final String COLUMNS = """
            load_id, dataset, name, state, rows_read, rows_stored, rows_rejected, rows_total, chunks_done, chunks_total,
            bytes, created_at, finished_at, failure, sent, fingerprint,
            extract(epoch FROM coalesce(finished_at, clock_timestamp()) - created_at)::float8 AS seconds
            """;

    private static final String OPEN = """
            INSERT INTO load (load_id, dataset, name, state, idempotency_key)
            VALUES (?, ?, ?, 'RECEIVING', ?)
            ON CONFLICT (idempotency_key) DO NOTHING
            """;

    /** One that failed before all of it was here begins anew. */
    private static final String REOPEN = """
            UPDATE load
               SET state = 'RECEIVING', failure = NULL, finished_at = NULL, alive_at = clock_timestamp()
             WHERE load_id = ? AND state = 'FAILED' AND chunks_total IS NULL
            """;

    private static final String ALIVE = """
            UPDATE load
               SET alive_at = clock_timestamp(), bytes = greatest(bytes, ?)
             WHERE load_id = ?
            """;

    private static final String SEAL = """
            UPDATE load
               SET state = CASE WHEN ? = 0 THEN 'DONE' ELSE 'LOADING' END,
                   finished_at = CASE WHEN ? = 0 THEN clock_timestamp() END,
                   chunks_total = ?, rows_total = ?, bytes = ?, fingerprint = ?, alive_at = clock_timestamp(),
                   recipe = ?, failure = NULL
             WHERE load_id = ? AND chunks_total IS NULL
            """;

    /** For whoever finds it without a sender: one of them gets it. */
    private static final String ADOPT = """
            UPDATE load
               SET alive_at = clock_timestamp(), state = 'LOADING', failure = NULL, finished_at = NULL
             WHERE load_id = ? AND NOT sent AND chunks_total IS NOT NULL AND state IN ('LOADING', 'FAILED')
               AND alive_at < clock_timestamp() - make_interval(secs => ?)
            """;

    private static final String FORSAKEN_RECIPES = """
            SELECT load_id
              FROM load
             WHERE state = 'LOADING' AND NOT sent AND recipe IS NOT NULL
               AND alive_at < clock_timestamp() - make_interval(secs => ?)
            """;

    private static final String FAIL = """
            UPDATE load
               SET state = 'FAILED', failure = ?, finished_at = clock_timestamp()
             WHERE load_id = ? AND state = 'RECEIVING'
            """;

    private static final String FAIL_FORSAKEN = """
            UPDATE load
               SET state = 'FAILED', finished_at = clock_timestamp(),
                   failure = CASE state
                       WHEN 'RECEIVING' THEN 'It broke off before all of it was here; nothing of it is stored'
                       ELSE 'The process that sent it has gone; the same file again, with the same key, completes it'
                   END
             WHERE alive_at < clock_timestamp() - make_interval(secs => ?)
               AND (state = 'RECEIVING' OR (state = 'LOADING' AND NOT sent AND recipe IS NULL))
            RETURNING load_id
            """;

    private static final String CHUNK_DONE = """
            UPDATE load
               SET rows_read = rows_read + ?,
                   rows_stored = rows_stored + ?,
                   rows_rejected = rows_rejected + ?,
                   chunks_done = chunks_done + 1,
                   state = CASE WHEN chunks_done + 1 = chunks_total THEN 'DONE' ELSE state END,
                   finished_at = CASE WHEN chunks_done + 1 = chunks_total THEN clock_timestamp() ELSE finished_at END,
                   failure = CASE WHEN chunks_done + 1 = chunks_total THEN NULL ELSE failure END
             WHERE load_id = ?
            RETURNING state = 'DONE', dataset
            """;

    private final Sql sql;

    Loads(DataSource pool) {
        this.sql = new Sql(pool);
    }

    public Optional<Load> find(String loadId) {
        return sql.query("SELECT " + COLUMNS + " FROM load WHERE load_id = ?", Loads::read, loadId).stream()
                .findFirst();
    }

    public Optional<Load> findByKey(String idempotencyKey) {
        return sql
                .query("SELECT " + COLUMNS + " FROM load WHERE idempotency_key = ?", Loads::read, idempotencyKey)
                .stream()
                .findFirst();
    }

    /** The newest first. */
    public List<Load> newest(int limit) {
        return sql.query(
                "SELECT " + COLUMNS + " FROM load ORDER BY created_at DESC, load_id LIMIT ?", Loads::read, limit);
    }

    /** A new load, or the one that the key stands for already. */
    public Load open(String dataset, Optional<String> name, Optional<String> idempotencyKey) {
        var id = UUID.randomUUID().toString();
        if (sql.update(OPEN, id, dataset, name.orElse(null), idempotencyKey.orElse(null)) == 0) {
            id = findByKey(idempotencyKey.orElseThrow()).orElseThrow().loadId();
            sql.update(REOPEN, id);
        }
        return find(id).orElseThrow();
    }

    /** Says that somebody still works on it. */
    public void alive(String loadId, long bytes) {
        sql.update(ALIVE, bytes, loadId);
    }

    /**
     * All of the file is here, so from now on its chunks count.
     *
     * @param recipe see {@code load.recipe}, or null
     * @return false if the load was complete before
     */
    public boolean seal(String loadId, Contents contents, String recipe) {
        return sql.transaction(session -> {
            int chunks = contents.chunks();
            boolean first = session.update(
                            SEAL,
                            chunks,
                            chunks,
                            chunks,
                            contents.rows(),
                            contents.bytes(),
                            contents.fingerprint(),
                            recipe,
                            loadId)
                    == 1;
            if (first && chunks == 0) {
                DatasetVersion.raise(
                        session,
                        session.query("SELECT dataset FROM load WHERE load_id = ?", r -> r.getString(1), loadId)
                                .getFirst());
            }
            return first;
        });
    }

    /** True for one caller, who now is the sender, if there was none for that long. */
    public boolean adopt(String loadId, Duration forsaken) {
        return sql.update(ADOPT, loadId, forsaken.toMillis() / 1e3) == 1;
    }

    /** A generator's parameters. */
    public Optional<String> recipe(String loadId) {
        return sql
                .query(
                        "SELECT recipe FROM load WHERE load_id = ?",
                        row -> Optional.ofNullable(row.getString(1)),
                        loadId)
                .stream()
                .findFirst()
                .flatMap(recipe -> recipe);
    }

    /** Generators that nobody has worked on for that long. */
    public List<String> forsakenRecipes(Duration forsaken) {
        return sql.query(FORSAKEN_RECIPES, row -> row.getString(1), forsaken.toMillis() / 1e3);
    }

    /** The broker has all of it. */
    public void sent(String loadId) {
        sql.update("UPDATE load SET sent = true WHERE load_id = ?", loadId);
    }

    /** It broke off; nothing of it is stored. */
    public void fail(String loadId, String reason) {
        sql.update(FAIL, reason, loadId);
    }

    /** Ends loads that nobody has worked on for that long, and returns which. */
    public List<String> failForsaken(Duration forsaken) {
        return sql.query(FAIL_FORSAKEN, row -> row.getString(1), forsaken.toMillis() / 1e3);
    }

    /**
     * Counts a chunk that the same transaction stores.
     *
     * @return empty if there is no such load, else whether this chunk was its last
     */
    public static Optional<Boolean> chunkDone(Sql.Session session, String loadId, long read, long stored, long rejected)
            throws SQLException {
        record Progress(boolean done, String dataset) {}
        var progress = session.query(
                CHUNK_DONE, row -> new Progress(row.getBoolean(1), row.getString(2)), read, stored, rejected, loadId);
        if (progress.isEmpty()) {
            return Optional.empty();
        }
        if (progress.getFirst().done()) {
            DatasetVersion.raise(session, progress.getFirst().dataset());
        }
        return Optional.of(progress.getFirst().done());
    }

    private static Load read(ResultSet row) throws SQLException {
        long rows = row.getLong("rows_read");
        var total = row.getObject("rows_total", Long.class);
        double seconds = Math.max(row.getDouble("seconds"), 1e-3);
        Long pace = rows == 0 ? null : Math.round(rows / seconds);
        var state = Load.State.valueOf(row.getString("state"));
        Long left = state != Load.State.LOADING || total == null || rows == 0
                ? null
                : Math.round((total - rows) * seconds / rows);
        return new Load(
                row.getString("load_id"),
                row.getString("dataset"),
                row.getString("name"),
                state,
                rows,
                row.getLong("rows_stored"),
                row.getLong("rows_rejected"),
                total,
                row.getInt("chunks_done"),
                row.getObject("chunks_total", Integer.class),
                row.getLong("bytes"),
                instant(row, "created_at"),
                instant(row, "finished_at"),
                pace,
                left,
                row.getString("failure"),
                row.getBoolean("sent"),
                row.getBytes("fingerprint"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
