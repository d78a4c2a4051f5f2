package webscale.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/** Ordinary shopping through the gateway, in the mix of the public load clients. */
final class Workload {
    private static final int ROWS = 10_000;
    private static final int CLIENTS = 32;
    private static final Duration BUSY = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final String gateway;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Workload(String gateway) {
        this.gateway = gateway;
    }

    void run() {
        post("/payment/batch_init/" + ROWS + "/1000000");
        post("/stock/batch_init/" + ROWS + "/1000000/1");
        post("/orders/batch_init/" + ROWS + "/" + ROWS + "/" + ROWS + "/1");
        repeat(20, i -> everyCall());
        repeat(20, this::load);
        var end = System.nanoTime() + BUSY.toNanos();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (System.nanoTime() < end && shop()) {
                        // until the time is up or the system goes away
                    }
                });
            }
        }
    }

    private boolean shop() {
        var id = ThreadLocalRandom.current().nextInt(ROWS);
        var answered = post("/orders/checkout/" + id) != null;
        if (id % 4 == 0) {
            get("/orders/find/" + id);
            get("/stock/find/" + id);
            get("/payment/find_user/" + id);
            post("/payment/add_funds/" + id + "/1");
        }
        return answered;
    }

    /** A file of a thousand records, made new each time and then looked for. */
    private Void load(int round) {
        var rows = new StringBuilder("record_time,sensor_id,value\n");
        for (var i = 0; i < 1_000; i++) {
            rows.append("2021-01-01T%02d:%02d:%02d.000+08:00,training_%d,%s%n"
                    .formatted(round, i / 60, i % 60, i % 10, i / 7.0));
        }
        send(HttpRequest.newBuilder().POST(BodyPublishers.ofString(rows.toString())), "/ingest/records");
        get("/ingest/loads");
        get("/vote_to_1");
        return null;
    }

    private Void everyCall() {
        var user = id(post("/payment/create_user"));
        post("/payment/add_funds/" + user + "/100");
        post("/payment/pay/" + user + "/1");
        get("/payment/find_user/" + user);
        var item = id(post("/stock/item/create/5"));
        post("/stock/add/" + item + "/10");
        post("/stock/subtract/" + item + "/1");
        get("/stock/find/" + item);
        var order = id(post("/orders/create/" + user));
        post("/orders/addItem/" + order + "/" + item + "/2");
        post("/orders/checkout/" + order);
        get("/orders/find/" + order);
        post("/orders/checkout/no-such-order");
        return null;
    }

    private static void repeat(int times, IntFunction<Void> work) {
        for (var i = 0; i < times; i++) {
            work.apply(i);
        }
    }

    /** The value of an answer's only field. */
    private static String id(String json) {
        return json == null ? "none" : json.replaceAll("(?s).*:\\s*\"([^\"]*)\".*", "$1");
    }

    private String post(String path) {
        return send(HttpRequest.newBuilder().POST(BodyPublishers.noBody()), path);
    }

    private String get(String path) {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    private String send(HttpRequest.Builder request, String path) {
        try {
            return client.send(
                            request.uri(URI.create(gateway + path))
                                    .timeout(ANSWER_WITHIN)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException | IllegalArgumentException e) {
            return null; // what matters here is the work, not its answers
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
