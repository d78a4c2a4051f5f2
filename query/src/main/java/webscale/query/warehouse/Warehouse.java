package webscale.query.warehouse;

import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import webscale.commons.batch.OverloadedException;
import webscale.commons.batch.RolledBackException;
import webscale.commons.http.ProblemException;
import webscale.commons.sql.Sql;
import webscale.commons.sql.UnavailableException;
import webscale.commons.sql.UnknownOutcomeException;

/** The warehouse, which this service reads and never writes. For threads that may block. */
@Singleton
public class Warehouse {
    private static final Logger LOG = Logger.getLogger(Warehouse.class);

    private final Sql sql;
    private final WarehouseConfig config;
    private final Semaphore turns;

    Warehouse(DataSource pool, WarehouseConfig config) {
        this.sql = new Sql(pool);
        this.config = config;
        this.turns = new Semaphore(config.concurrency(), true);
    }

    /**
     * Asks when it is this caller's turn.
     *
     * @throws OverloadedException if too many are waiting already, or it took too long: 429
     * @throws ProblemException    503 if the warehouse is away, or took too long
     */
    public <T> T ask(Function<Sql, T> question) {
        if (turns.getQueueLength() >= config.waitingMax() || !isMyTurn()) {
            throw new OverloadedException("the warehouse");
        }
        try {
            return question.apply(sql);
        } catch (UnavailableException | UnknownOutcomeException | RolledBackException e) {
            LOG.warnf("The warehouse gave no answer: %s", e.getMessage());
            throw new ProblemException(503, "unavailable", "The warehouse can't answer at the moment");
        } finally {
            turns.release();
        }
    }

    /** The same out of turn, and with its faults as they are: for small questions that the service itself has. */
    public <T> T read(Function<Sql, T> question) {
        return question.apply(sql);
    }

    private boolean isMyTurn() {
        try {
            return turns.tryAcquire(config.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
