package webscale.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A client that does what the API asks of it: the same again with the same key, the dataset's name, until it is accepted. */
final class Uploads implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Uploads(String url) {
        this.url = url;
    }

    void upload(String dataset, Iterable<byte[]> file) {
        untilAccepted("/ingest/" + dataset, dataset, "text/csv", () -> BodyPublishers.ofByteArrays(file));
    }

    void generate(String dataset, Map<String, Long> recipe) {
        try {
            var json = new ObjectMapper().writeValueAsString(recipe);
            untilAccepted(
                    "/ingest/" + dataset + "/generate",
                    dataset,
                    "application/json",
                    () -> BodyPublishers.ofString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private void untilAccepted(String path, String key, String type, Supplier<BodyPublisher> body) {
        while (!accepted(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", type)
                .header("Idempotency-Key", key)
                .POST(body.get())
                .build())) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean accepted(HttpRequest request) {
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status / 100 == 4 && status != 429) {
                throw new IllegalStateException(request.uri() + " is refused: " + status);
            }
            return status == 202;
        } catch (IOException e) {
            return false; // nobody there, or gone before the answer
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
