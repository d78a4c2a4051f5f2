package webscale.drill.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A client of the shop, as plain as those of the public: it knows nothing but what it was answered. */
public final class Shop implements AutoCloseable {
    /** An answer that arrived whole. */
    public record Reply(int status, JsonNode json) {
        boolean ok() {
            return status == 200;
        }
    }

    /** Longer than the shop holds any request. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(100);

    private static final Duration SOMEBODY_WITHIN = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;
    private final Tally tally;
    private final boolean ingress;

    public Shop(String url, Tally tally) {
        this(url, tally, false);
    }

    private Shop(String url, Tally tally, boolean ingress) {
        this.url = url;
        this.tally = tally;
        this.ingress = ingress;
    }

    /**
     * A client whose requests go through an ingress, which answers 502 to 504 by itself when it finds no pod or loses
     * one. Such an answer says nothing of the shop, so it counts as none, and {@link Tally#ingressErrors} tells how many came.
     */
    public static Shop behindIngress(String url, Tally tally) {
        return new Shop(url, tally, true);
    }

    /** Asks for a checkout once. While nobody listens nothing is sent, so then it waits. */
    public Answer checkOut(String orderId) {
        long begun = tally.asks();
        var answer = post("/orders/checkout/" + orderId).map(Answer::of).orElseGet(Answer::unknown);
        tally.answered(answer, begun);
        return answer;
    }

    /** Empty when nothing is known of what became of it. */
    public Optional<Reply> post(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).POST(BodyPublishers.noBody()));
    }

    public Optional<Reply> post(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    public Optional<Reply> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Optional<Reply> send(HttpRequest.Builder builder) {
        var request = builder.timeout(ANSWER_WITHIN).build();
        long deadline = System.nanoTime() + SOMEBODY_WITHIN.toNanos();
        tally.operation();
        while (true) {
            try {
                var response = http.send(request, BodyHandlers.ofString());
                if (ingress && isNotOfTheShop(response)) {
                    tally.ingressError();
                    return Optional.empty();
                }
                return Optional.of(new Reply(response.statusCode(), json(response.body())));
            } catch (ConnectException e) {
                if (System.nanoTime() - deadline > 0) {
                    return Optional.empty();
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            } catch (IOException e) {
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    /** Every error of the shop itself is a problem+json. */
    private static boolean isNotOfTheShop(HttpResponse<?> response) {
        return response.statusCode() >= 502
                && response.statusCode() <= 504
                && response.headers()
                        .firstValue("Content-Type")
                        .filter(type -> type.startsWith("application/problem+json"))
                        .isEmpty();
    }

    private static JsonNode json(String body) {
        try {
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
