package webscale.ingest.store;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Set;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import webscale.commons.batch.RolledBackException;
import webscale.commons.sql.UnavailableException;
import webscale.commons.sql.UnknownOutcomeException;
import webscale.ingest.dataset.Datasets;
import webscale.ingest.queue.Backoff;
import webscale.ingest.queue.BadChunkException;
import webscale.ingest.queue.Chunk;
import webscale.ingest.queue.Queue;

/**
 * Takes chunks from the broker, one at a time and lane, and stores them. A message is acknowledged when its rows are
 * committed, or when it is among the dead letters; a fault that may pass is waited for.
 */
@ApplicationScoped
public class ChunkConsumer {
    private static final Logger LOG = Logger.getLogger(ChunkConsumer.class);

    /** SQLSTATE classes that say nothing about the rows: connection, rollback, resources, lock, operator, system. */
    private static final Set<String> PASSING = Set.of("08", "25", "40", "53", "55", "57", "58");

    private static final ThreadLocal<ParsedChunk> PARSED = ThreadLocal.withInitial(ParsedChunk::new);

    private final ChunkStore store;
    private final Datasets datasets;
    private final Queue queue;
    private volatile boolean stopping;

    ChunkConsumer(ChunkStore store, Datasets datasets, Queue queue) {
        this.store = store;
        this.datasets = datasets;
        this.queue = queue;
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }

    @Incoming("ingest-chunks")
    @Blocking("chunks")
    public void consume(byte[] message) {
        try {
            storeWhateverItTakes(Chunk.read(message));
        } catch (BadChunkException e) {
            LOG.errorf("A chunk can't be stored: %s", e.getMessage());
            queue.bury(message, e.getMessage());
        }
    }

    private void storeWhateverItTakes(Chunk chunk) {
        var dataset = datasets.named(chunk.dataset())
                .orElseThrow(() -> new BadChunkException("there is no dataset " + chunk.dataset()));
        var parsed = PARSED.get();
        parsed.parse(dataset, chunk.rows());
        for (var backoff = new Backoff(); ; ) {
            try {
                if (store.store(chunk.loadId(), chunk.number(), parsed) == ChunkStore.Outcome.UNKNOWN_LOAD) {
                    throw new BadChunkException("there is no load " + chunk.loadId());
                }
                return;
            } catch (UnavailableException | UnknownOutcomeException e) {
                backoff.pause("Postgres is away", e);
            } catch (RolledBackException e) {
                if (!mayPass(e)) {
                    throw new BadChunkException("Postgres refuses it: " + e.getMessage());
                }
                backoff.pause("Postgres can't store a chunk now", e);
            }
            if (stopping) {
                throw new IllegalStateException("Stopped before the chunk was stored; it will come again");
            }
        }
    }

    private static boolean mayPass(RolledBackException e) {
        return e.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && PASSING.contains(sql.getSQLState().substring(0, 2));
    }
}
