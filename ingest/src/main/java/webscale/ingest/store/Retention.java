package webscale.ingest.store;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import webscale.commons.sql.Sql;
import webscale.ingest.IngestConfig;
import webscale.ingest.dataset.DatasetVersion;
import webscale.ingest.dataset.SensorRecords;

/**
 * Deletes records that are older than they are kept, a batch at a time, so that no transaction is long. Replicas that do
 * it at once share the work. A file with such records still loads, and what is in it goes with the next sweep.
 */
@Singleton
public class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final int BATCH = 100_000;

    /** The index on record_time finds the pages. */
    private static final String DELETE = """
            DELETE FROM records
             WHERE ctid = ANY (ARRAY(
                       SELECT ctid
                         FROM records
                        WHERE record_time < now() - make_interval(secs => ?)
                        LIMIT ?
                          FOR UPDATE SKIP LOCKED))
            """;

    private final Sql sql;
    private final IngestConfig config;

    Retention(DataSource pool, IngestConfig config) {
        this.sql = new Sql(pool);
        this.config = config;
    }

    @Scheduled(
            every = "${webscale.ingest.records-kept-every:1h}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        config.recordsKept().ifPresent(kept -> {
            try {
                long deleted = deleteOlderThan(kept);
                if (deleted > 0) {
                    LOG.infof("%d records older than %s are deleted", deleted, kept);
                }
            } catch (RuntimeException e) {
                LOG.warnf("Old records are deleted later: %s", e.getMessage());
            }
        });
    }

    /** Returns how many. */
    public long deleteOlderThan(Duration kept) {
        long deleted = 0;
        int batch;
        do {
            batch = sql.transaction(session -> {
                int rows = session.update(DELETE, kept.toMillis() / 1e3, BATCH);
                if (rows > 0) {
                    DatasetVersion.raise(session, SensorRecords.NAME);
                }
                return rows;
            });
            deleted += batch;
        } while (batch == BATCH);
        return deleted;
    }
}
