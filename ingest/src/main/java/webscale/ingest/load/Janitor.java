package webscale.ingest.load;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Ends loads whose process has gone, so that none looks as if it were still coming in. */
@ApplicationScoped
public class Janitor {
    private static final Logger LOG = Logger.getLogger(Janitor.class);
    /** Longer than a client may be silent. */
    private static final Duration FORSAKEN = Duration.ofSeconds(120);

    private final Loads loads;

    Janitor(Loads loads) {
        this.loads = loads;
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try {
            loads.failForsaken(FORSAKEN).forEach(loadId -> LOG.warnf("Load %s was forsaken", loadId));
        } catch (RuntimeException e) {
            LOG.debugf("Forsaken loads are looked for later: %s", e.getMessage());
        }
    }
}
