package webscale.ingest.vote;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import webscale.commons.batch.Batcher;
import webscale.commons.batch.RolledBackException;
import webscale.ingest.queue.Backoff;
import webscale.ingest.queue.BadChunkException;
import webscale.ingest.queue.Faults;
import webscale.ingest.queue.Queue;

/** Takes votes from the broker and stores them in batches: all that came in while the batch before was stored. */
@ApplicationScoped
public class VoteConsumer {
    private final Batcher<Vote, Boolean> votes;
    private final Queue queue;

    VoteConsumer(VoteTable table, VoteConfig config, Queue queue, MeterRegistry metrics) {
        this.queue = queue;
        this.votes = new Batcher<>("votes", config.store().limits(), metrics, batch -> {
            table.store(batch);
            return batch.stream().map(vote -> true).toList();
        });
    }

    @PreDestroy
    void drain() {
        votes.close();
    }

    @Incoming("ingest-votes")
    @RunOnVirtualThread
    public void consume(byte[] message) {
        try {
            var vote = Vote.read(message);
            storeWhateverItTakes(vote);
        } catch (BadChunkException e) {
            queue.bury(message, e.getMessage());
        }
    }

    private void storeWhateverItTakes(Vote vote) {
        for (var backoff = new Backoff(); ; ) {
            try {
                votes.submit(vote).get();
                return;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RolledBackException refused && !Faults.mayPass(refused)) {
                    throw new BadChunkException("Postgres refuses it: " + refused.getMessage());
                }
                backoff.pause("A vote can't be stored", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Stopped before the vote was stored; it will come again");
            }
        }
    }
}
