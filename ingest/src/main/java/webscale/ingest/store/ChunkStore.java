package webscale.ingest.store;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;
import webscale.ingest.dataset.Target;
import webscale.ingest.load.Loads;

/** Stores chunks, each in one transaction: its rows, its rejects, its line in the ledger, and the counts of its load. */
@Singleton
public class ChunkStore {
    /** The ledger decides who stores a chunk: another one waits here for the first, and then finds it done. */
    private static final String CLAIM = """
            INSERT INTO chunk (load_id, number, rows_read, rows_stored, rows_rejected)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (load_id, number) DO NOTHING
            """;

    private static final String CORRECT = """
            UPDATE chunk
               SET rows_stored = ?, rows_rejected = ?
             WHERE load_id = ? AND number = ?
            """;

    private static final String REJECT = """
            INSERT INTO reject (load_id, line, text, reason, damaged)
            SELECT ?, line, text, reason, damaged = 1
              FROM unnest(?::bigint[], ?::text[], ?::text[], ?::int[]) AS row (line, text, reason, damaged)
            """;

    /** What became of a chunk. */
    public sealed interface Outcome {
        /** It is stored; {@code last} says that its load is complete with it. */
        record Stored(int stored, int rejected, boolean last) implements Outcome {}

        /** It was stored before; nothing was done. */
        record Repeated() implements Outcome {}

        /** There is no such load; nothing was done. */
        record UnknownLoad() implements Outcome {}
    }

    private final Sql sql;

    ChunkStore(DataSource pool) {
        this.sql = new Sql(pool);
    }

    /** Safe to repeat, also when it threw. */
    public Outcome store(String loadId, int number, ParsedChunk chunk) {
        return sql.<Outcome>transaction(session -> {
            var rejects = new ArrayList<>(chunk.rejects());
            if (session.query("SELECT 1 FROM load WHERE load_id = ?", row -> 1, loadId)
                    .isEmpty()) {
                return new Outcome.UnknownLoad();
            }
            if (session.update(CLAIM, loadId, number, chunk.read(), chunk.good(), rejects.size()) == 0) {
                return new Outcome.Repeated();
            }
            var orphans = chunk.good() == 0 ? List.<Integer>of() : copy(session, chunk);
            if (!orphans.isEmpty()) {
                rejects.addAll(chunk.rejects(orphans));
                session.update(CORRECT, chunk.read() - rejects.size(), rejects.size(), loadId, number);
            }
            reject(session, loadId, rejects);
            int stored = chunk.read() - rejects.size();
            boolean last = Loads.chunkDone(session, loadId, chunk.read(), stored, rejects.size())
                    .orElseThrow();
            return new Outcome.Stored(stored, rejects.size(), last);
        });
    }

    /** Returns which of the good rows have to be rejected after all. */
    private static List<Integer> copy(Sql.Session session, ParsedChunk chunk) throws SQLException {
        return switch (chunk.dataset().target()) {
            case Target.Append target -> {
                copy(session, target.table(), target, chunk);
                yield List.of();
            }
            case Target.Merge target -> merge(session, target, chunk);
        };
    }

    private static List<Integer> merge(Sql.Session session, Target.Merge target, ParsedChunk chunk)
            throws SQLException {
        if (target.direct()) {
            session.update("SAVEPOINT direct");
            try {
                copy(session, target.table(), target, chunk);
                return List.of();
            } catch (SQLException e) {
                if (!"23505".equals(e.getSQLState())) {
                    throw e;
                }
                session.update("ROLLBACK TO SAVEPOINT direct"); // some are there already
            }
        }
        session.update("CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT " + target.columns() + " FROM "
                + target.table() + " WITH NO DATA");
        session.update(
                "ALTER TABLE staged ADD COLUMN position integer GENERATED ALWAYS AS IDENTITY (START 0 MINVALUE 0)");
        copy(session, "staged", target, chunk);
        var orphans = new ArrayList<Integer>();
        if (!target.orphan().isEmpty()) {
            orphans.addAll(session.query(target.orphan(), row -> row.getInt(1)));
            if (!orphans.isEmpty()) {
                session.update("DELETE FROM staged WHERE position = ANY (?)", (Object)
                        orphans.stream().mapToInt(Integer::intValue).toArray());
            }
        }
        session.update(target.merge());
        return orphans;
    }

    private static void copy(Sql.Session session, String table, Target target, ParsedChunk chunk) throws SQLException {
        session.copy(
                "COPY " + table + " (" + target.columns() + ") FROM STDIN (FORMAT binary)",
                chunk.rows().bytes(),
                chunk.rows().length());
    }

    private static void reject(Sql.Session session, String loadId, List<Reject> rejects) throws SQLException {
        if (!rejects.isEmpty()) {
            session.update(
                    REJECT,
                    loadId,
                    rejects.stream().mapToLong(Reject::line).toArray(),
                    rejects.stream().map(Reject::text).toArray(String[]::new),
                    rejects.stream().map(Reject::reason).toArray(String[]::new),
                    IntStream.range(0, rejects.size())
                            .map(i -> rejects.get(i).damaged() ? 1 : 0)
                            .toArray());
        }
    }
}
