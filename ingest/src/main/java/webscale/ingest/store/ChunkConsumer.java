package webscale.ingest.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import webscale.commons.batch.RolledBackException;
import webscale.commons.sql.UnavailableException;
import webscale.commons.sql.UnknownOutcomeException;
import webscale.ingest.dataset.Datasets;
import webscale.ingest.queue.Backoff;
import webscale.ingest.queue.BadChunkException;
import webscale.ingest.queue.Chunk;
import webscale.ingest.queue.Faults;
import webscale.ingest.queue.Queue;

/**
 * Takes chunks from the broker, one at a time and lane, and stores them. A message is acknowledged when its rows are
 * committed, or when it is among the dead letters; a fault that may pass is waited for.
 */
@ApplicationScoped
public class ChunkConsumer {
    private static final Logger LOG = Logger.getLogger(ChunkConsumer.class);
    private static final ThreadLocal<ParsedChunk> PARSED = ThreadLocal.withInitial(ParsedChunk::new);

    private final ChunkStore store;
    private final Aftercare aftercare;
    private final Datasets datasets;
    private final Queue queue;
    private final MeterRegistry metrics;
    private volatile boolean stopping;

    ChunkConsumer(ChunkStore store, Aftercare aftercare, Datasets datasets, Queue queue, MeterRegistry metrics) {
        this.store = store;
        this.aftercare = aftercare;
        this.datasets = datasets;
        this.queue = queue;
        this.metrics = metrics;
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
                done(chunk, store.store(chunk.loadId(), chunk.number(), parsed));
                return;
            } catch (UnavailableException | UnknownOutcomeException e) {
                backoff.pause("Postgres is away", e);
            } catch (RolledBackException e) {
                if (!Faults.mayPass(e)) {
                    throw new BadChunkException("Postgres refuses it: " + e.getMessage());
                }
                backoff.pause("Postgres can't store a chunk now", e);
            }
            if (stopping) {
                throw new IllegalStateException("Stopped before the chunk was stored; it will come again");
            }
        }
    }

    private void done(Chunk chunk, ChunkStore.Outcome outcome) {
        switch (outcome) {
            case ChunkStore.Outcome.UnknownLoad _ -> throw new BadChunkException("there is no load " + chunk.loadId());
            case ChunkStore.Outcome.Repeated _ -> LOG.debugf("%s: seen before", chunk);
            case ChunkStore.Outcome.Stored stored -> {
                counter(chunk.dataset(), "stored").increment(stored.stored());
                counter(chunk.dataset(), "rejected").increment(stored.rejected());
                if (stored.last()) {
                    LOG.infof("Load %s of %s is done", chunk.loadId(), chunk.dataset());
                    aftercare.loaded(datasets.named(chunk.dataset()).orElseThrow(), chunk.loadId());
                }
            }
        }
    }

    private Counter counter(String dataset, String result) {
        return Counter.builder("webscale.ingest.rows")
                .description("Rows that are stored or rejected for good")
                .tag("dataset", dataset)
                .tag("result", result)
                .register(metrics);
    }
}
