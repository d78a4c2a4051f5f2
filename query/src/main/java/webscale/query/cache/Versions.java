package webscale.query.cache;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import webscale.query.warehouse.Warehouse;

/**
 * How often each dataset has changed, as of about a second ago. It is read from the warehouse itself and is part of the
 * key of every answer: that is the whole invalidation, and no lost message or flushed Redis can hurt it.
 */
@Singleton
public class Versions {
    private static final Logger LOG = Logger.getLogger(Versions.class);
    private static final String READ = """
            SELECT dataset, version
              FROM dataset_version
            """;

    private final Warehouse warehouse;
    private final CacheConfig config;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dataset-versions").factory());
    private volatile Map<String, String> known = Map.of();
    private boolean failing;

    Versions(Warehouse warehouse, CacheConfig config) {
        this.warehouse = warehouse;
        this.config = config;
    }

    /** The versions of these datasets in a form for keys; none before the warehouse has been reached for the first time. */
    Optional<String> of(List<String> datasets) {
        var versions = known;
        if (datasets.size() == 1) {
            return Optional.ofNullable(versions.get(datasets.getFirst()));
        }
        var all = new StringBuilder();
        for (var dataset : datasets) {
            var version = versions.get(dataset);
            if (version == null) {
                return Optional.empty();
            }
            all.append(version);
        }
        return Optional.of(all.toString());
    }

    void start(@Observes StartupEvent event) {
        long period = config.versionPoll().toMillis();
        clock.scheduleWithFixedDelay(this::read, 0, period, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    /** While the warehouse is away nothing in it changes, so what is known stays good. */
    private void read() {
        try {
            var versions = new HashMap<String, String>();
            warehouse
                    .read(sql -> sql.query(READ, row -> Map.entry(row.getString(1), row.getLong(2))))
                    .forEach(row -> versions.put(row.getKey(), row.getKey() + '=' + row.getValue() + ';'));
            known = Map.copyOf(versions);
            if (failing) {
                LOG.info("The warehouse is there again");
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warnf("Can't read the versions of the datasets: %s", e.getMessage());
            }
            failing = true;
        }
    }
}
