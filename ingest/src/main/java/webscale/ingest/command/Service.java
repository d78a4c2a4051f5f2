package webscale.ingest.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** A running ingest service, from the outside. */
final class Service {
    private static final int TRIES_MAX = 60;

    private final String url;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    Service(String url) {
        this.url = url.replaceAll("/+$", "");
    }

    /** What it says no to. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    Optional<JsonNode> loadOfKey(String key) throws IOException, InterruptedException, RefusedException {
        var found = get("/ingest/loads?idempotency_key=" + key);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    JsonNode load(String loadId) throws IOException, InterruptedException, RefusedException {
        return get("/ingest/loads/" + loadId);
    }

    /** The load as it is when the service has all of it. The same key is the same load, so this is safe to repeat. */
    JsonNode post(String path, String type, String key, BodyPublisher body)
            throws IOException, InterruptedException, RefusedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", type)
                .header("Idempotency-Key", key)
                .POST(body)
                .build();
        return answer(send(request));
    }

    private JsonNode get(String path) throws IOException, InterruptedException, RefusedException {
        return answer(send(HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .build()));
    }

    /** A service that is away or busy for a moment is asked again. */
    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            String why;
            try {
                var response = client.send(request, BodyHandlers.ofString());
                if (!mayPass(response.statusCode()) || tries == TRIES_MAX) {
                    return response;
                }
                why = "answers " + response.statusCode();
            } catch (IOException e) {
                if (tries == TRIES_MAX) {
                    throw new IOException(url + " doesn't answer", e);
                }
                why = "doesn't answer";
            }
            if (tries == 1) {
                System.err.printf("%s %s; trying again for a minute%n", url, why);
            }
            Thread.sleep(1_000);
        }
    }

    private static boolean mayPass(int status) {
        return status == 429 || status >= 500;
    }

    private JsonNode answer(HttpResponse<String> response) throws IOException, RefusedException {
        if (response.statusCode() >= 300) {
            var problem = response.body().startsWith("{") ? json.readTree(response.body()) : json.createObjectNode();
            throw new RefusedException(response.statusCode() + " "
                    + problem.path("detail").asText(response.body().strip()));
        }
        return json.readTree(response.body());
    }
}
