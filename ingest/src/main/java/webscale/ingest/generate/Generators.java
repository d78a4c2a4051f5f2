package webscale.ingest.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import webscale.commons.http.ProblemException;
import webscale.ingest.dataset.WeatherData;
import webscale.ingest.load.Contents;
import webscale.ingest.load.Load;
import webscale.ingest.load.Loads;
import webscale.ingest.queue.Backoff;
import webscale.ingest.queue.Chunk;
import webscale.ingest.queue.ChunkRows;
import webscale.ingest.queue.Queue;

/** Makes rows and sends them. A generator whose process has ended is gone on with by any other, or by the next. */
@ApplicationScoped
public class Generators {
    private static final Logger LOG = Logger.getLogger(Generators.class);
    private static final Duration FORSAKEN = Duration.ofSeconds(15);
    /** The broker isn't a store: no more chunks than these wait in it for one generator. */
    private static final int AHEAD_MAX = 64;

    private final Loads loads;
    private final Queue queue;
    private final ObjectMapper json;
    private final int lanes;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("generator-", 0).factory());
    private volatile boolean stopping;

    Generators(
            Loads loads,
            Queue queue,
            ObjectMapper json,
            @ConfigProperty(name = "webscale.ingest.lanes", defaultValue = "4") int lanes) {
        this.loads = loads;
        this.queue = queue;
        this.json = json;
        this.lanes = lanes;
    }

    @PreDestroy
    void stop() {
        stopping = true;
        workers.shutdownNow();
    }

    /**
     * Begins, and returns the load. From then on it is made to its end, whatever happens to this process.
     *
     * @throws ProblemException 422 if the key stands for something else
     */
    public Load start(String dataset, Recipe recipe, Optional<String> key) {
        var chunks = recipe.chunks(lanes);
        var text = text(recipe);
        var load = loads.open(dataset, Optional.of("generated"), key);
        boolean first = loads.seal(
                load.loadId(), new Contents(chunks.count(), recipe.rows(), 0, fingerprint(dataset, text)), text);
        if (first) {
            run(load.loadId(), dataset, recipe);
        } else if (!load.dataset().equals(dataset)
                || !Long.valueOf(recipe.rows()).equals(load.rowsTotal())) {
            throw new ProblemException(422, "other-load", "This Idempotency-Key stands for another load");
        }
        return loads.find(load.loadId()).orElseThrow();
    }

    /** Looks for generators whose process has ended. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void resume() {
        try {
            for (var loadId : loads.forsakenRecipes(FORSAKEN)) {
                if (loads.adopt(loadId, FORSAKEN)) {
                    var load = loads.find(loadId).orElseThrow();
                    LOG.infof("Going on with the generator of load %s", loadId);
                    run(
                            loadId,
                            load.dataset(),
                            recipe(load.dataset(), loads.recipe(loadId).orElseThrow()));
                }
            }
        } catch (RuntimeException | JsonProcessingException e) {
            LOG.debugf("Generators are looked for later: %s", e.getMessage());
        }
    }

    private void run(String loadId, String dataset, Recipe recipe) {
        workers.execute(() -> {
            try {
                make(loadId, dataset, recipe.chunks(lanes));
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.errorf(e, "The generator of load %s broke off", loadId);
                }
            }
        });
    }

    private void make(String loadId, String dataset, Recipe.Chunks chunks) {
        var rows = new ChunkRows.Writer();
        for (int number = 0; number < chunks.count() && !stopping; number++) {
            if (number % 8 == 0) {
                awaitRoom(loadId, number);
            }
            rows.clear();
            chunks.write(number, rows);
            queue.send(Chunk.of(loadId, dataset, number, chunks.lane(number), rows.bytes(), rows.length()));
        }
        if (!stopping) {
            Backoff.untilDone("A load can't be marked as sent", () -> loads.sent(loadId));
        }
    }

    private void awaitRoom(String loadId, int sent) {
        Backoff.untilDone("A generator can't tell how far it is", () -> {
            while (true) {
                loads.alive(loadId, 0);
                if (sent - loads.find(loadId).orElseThrow().chunksDone() < AHEAD_MAX) {
                    return;
                }
                Thread.sleep(50);
            }
        });
    }

    private Recipe recipe(String dataset, String text) throws JsonProcessingException {
        return dataset.equals(WeatherData.NAME)
                ? json.readValue(text, WeatherRecipe.class)
                : json.readValue(text, SensorRecipe.class);
    }

    private String text(Recipe recipe) {
        try {
            return json.writeValueAsString(recipe);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] fingerprint(String dataset, String recipe) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((dataset + " " + lanes + " " + recipe).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
