package webscale.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A client of the shop that tells apart what it knows: accepted, refused, or unknown. */
final class ShopClient implements AutoCloseable {
    /** A checkout's answer; a broken connection and a 5xx say nothing. */
    enum Answer {
        ACCEPTED,
        REFUSED,
        /** 429: nothing was begun. */
        NOT_BEGUN,
        UNKNOWN
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;

    ShopClient(String url) {
        this.url = url;
    }

    /** The answer's body; anything but 200 is an error of the test. */
    JsonNode post(String path) {
        return ok("POST", path);
    }

    JsonNode get(String path) {
        return ok("GET", path);
    }

    /** While nobody listens nothing is sent, so then it waits and asks again. */
    Answer checkOut(String orderId) {
        try {
            int status = sendOnceThereIsSomebody("/orders/checkout/" + orderId).statusCode();
            if (status == 200) {
                return Answer.ACCEPTED;
            }
            if (status == 429) {
                return Answer.NOT_BEGUN;
            }
            return status < 500 ? Answer.REFUSED : Answer.UNKNOWN;
        } catch (IOException e) {
            return Answer.UNKNOWN;
        }
    }

    /** Applies the call to each input, so many at a time; the results in the order of the inputs. */
    static <I, O> List<O> atOnce(int most, List<I> inputs, Function<I, O> call) throws Exception {
        var permits = new Semaphore(most);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = inputs.stream()
                    .map(input -> threads.submit(() -> {
                        permits.acquire();
                        try {
                            return call.apply(input);
                        } finally {
                            permits.release();
                        }
                    }))
                    .toList();
            var values = new ArrayList<O>();
            for (var result : results) {
                values.add(result.get());
            }
            return values;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private JsonNode ok(String method, String path) {
        try {
            var response = send(method, path);
            if (response.statusCode() != 200) {
                throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body().isEmpty() ? "null" : response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> sendOnceThereIsSomebody(String path) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                return send("POST", path);
            } catch (ConnectException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    private HttpResponse<String> send(String method, String path) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(90))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
