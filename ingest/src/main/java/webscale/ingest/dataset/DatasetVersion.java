package webscale.ingest.dataset;

import java.sql.SQLException;
import webscale.commons.sql.Sql;

/** How often a dataset has changed, which caches of its answers look at. */
public final class DatasetVersion {
    private static final String RAISE = """
            UPDATE dataset_version
               SET version = version + 1
             WHERE dataset = ?
            """;

    private DatasetVersion() {}

    /** In the transaction that changes the dataset, so that nobody sees the one without the other. */
    public static void raise(Sql.Session session, String dataset) throws SQLException {
        session.update(RAISE, dataset);
    }
}
