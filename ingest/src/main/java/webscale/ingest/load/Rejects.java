package webscale.ingest.load;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;

/** The rows that couldn't be stored. */
@Singleton
public class Rejects {
    /**
     * A row that couldn't be stored.
     *
     * @param line     of the file, from 1, the header included
     * @param file     the load's name
     * @param redriven the load that it was sent again as
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rejected(long line, String text, String reason, String file, boolean damaged, String redriven) {}

    private static final String LIST = """
            SELECT line, text, reason, load.name, damaged, redriven
              FROM reject JOIN load USING (load_id)
             WHERE load_id = ? AND line > ?
             ORDER BY line
             LIMIT ?
            """;

    private static final String TO_REDRIVE = """
            SELECT line, text
              FROM reject
             WHERE load_id = ? AND line > ? AND redriven IS NULL AND NOT damaged
             ORDER BY line
             LIMIT ?
            """;

    private static final String REDRIVEN = """
            UPDATE reject
               SET redriven = ?
             WHERE load_id = ? AND line <= ? AND redriven IS NULL AND NOT damaged
            """;

    private final Sql sql;

    Rejects(DataSource pool) {
        this.sql = new Sql(pool);
    }

    /** Those after a line, in the order of the file. */
    public List<Rejected> of(String loadId, long after, int limit) {
        return sql.query(LIST, Rejects::read, loadId, after, limit);
    }

    /** Rows that may be sent again, as line and text. */
    public List<Rejected> toRedrive(String loadId, long after, int limit) {
        return sql.query(
                TO_REDRIVE,
                row -> new Rejected(row.getLong(1), row.getString(2), null, null, false, null),
                loadId,
                after,
                limit);
    }

    /** They were sent again, up to this line. */
    public void redriven(String loadId, long upTo, String as) {
        sql.update(REDRIVEN, as, loadId, upTo);
    }

    private static Rejected read(java.sql.ResultSet row) throws SQLException {
        return new Rejected(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getString(6));
    }
}
