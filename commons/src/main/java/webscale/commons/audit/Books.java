package webscale.commons.audit;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;

/** Reads whole tables for audits: in one snapshot, and by scans, which the services' other statements avoid. */
public final class Books {
    private final Sql sql;

    public Books(DataSource pool) {
        this.sql = new Sql(pool);
    }

    /** Runs all checks on the same snapshot of the database. */
    public <R> R inOneSnapshot(Sql.Transaction<R> reading) {
        return sql.transaction(session -> {
            session.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            session.update("SET LOCAL enable_seqscan = on");
            return reading.run(session);
        });
    }

    /**
     * Holds two sums against each other, and the rows behind them.
     *
     * @param totals selects one row: the expected sum and the one that was found, as text
     * @param differences selects a line of text for each row that breaks the rule; takes a limit
     */
    public static Audit.Check check(Sql.Session session, String name, String rule, String totals, String differences)
            throws SQLException {
        var sides = session.query(totals, row -> List.of(row.getString(1), row.getString(2)))
                .getFirst();
        var rows = session.query(differences, row -> row.getString(1), Audit.NAMED_MAX);
        return Audit.Check.of(name, rule, sides.getFirst(), sides.getLast(), rows);
    }
}
