package webscale.ingest.store;

import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import webscale.commons.sql.Sql;
import webscale.ingest.dataset.Dataset;

/**
 * Readies a table for reading after a large load: index-only scans need the visibility map that VACUUM makes, and
 * autovacuum may come minutes later. Nothing depends on it but speed.
 */
@Singleton
class Aftercare {
    private static final Logger LOG = Logger.getLogger(Aftercare.class);
    private static final long ROWS_MIN = 50_000;

    private final Sql sql;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    Aftercare(DataSource pool) {
        this.sql = new Sql(pool);
    }

    /** Returns at once. */
    void loaded(Dataset dataset, String loadId) {
        var table = dataset.target().table();
        if (underWay.add(table)) {
            Thread.ofVirtual().name("aftercare").start(() -> {
                try {
                    vacuum(table, loadId);
                } catch (RuntimeException e) {
                    LOG.warnf("%s is left to autovacuum: %s", table, e.getMessage());
                } finally {
                    underWay.remove(table);
                }
            });
        }
    }

    private void vacuum(String table, String loadId) {
        var large = sql.query(
                "SELECT rows_stored >= ? FROM load WHERE load_id = ?", r -> r.getBoolean(1), ROWS_MIN, loadId);
        if (large.contains(true)) {
            sql.update("VACUUM (ANALYZE, SKIP_LOCKED) " + table);
        }
    }
}
