package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway holds and repeats what is safe to repeat, and never says more than it knows. */
class GatewayTest {
    private static final String CHECKOUT = "/orders/checkout/7";
    /** Holds a request for as long as any test takes. */
    private static final Patience LONG = new Patience(
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMillis(5),
            Duration.ofMillis(20));
    /** Gives up after a few tries. */
    private static final Patience SHORT = new Patience(
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMinutes(5),
            Duration.ofMillis(5),
            Duration.ofMillis(20));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;
    private Gateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
        client.close();
    }

    @Test
    void passes_requests_and_answers_through() {
        try (var orders = new FakeOrigin(0, FakeOrigin.answer(404, "no such order"))) {
            given(LONG, Map.of("orders", orders.port()));

            var answer = get("/orders/find/a%20b?x=1");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("no such order");
            assertThat(orders.requests()).containsExactly("GET /orders/find/a%20b?x=1");
        }
    }

    @Test
    void answers_an_unknown_path_itself() {
        try (var orders = new FakeOrigin(0)) {
            given(LONG, Map.of("orders", orders.port()));

            for (var path : new String[] {"/", "/q/health", "/internal/saga", "/ordersx/find/1"}) {
                var answer = get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
                assertThat(answer.body()).contains("\"status\":404");
            }
            assertThat(orders.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/orders/../q/health",
                "/orders/%2e%2e/q/health",
                "/orders/.%2E/q/health",
                "/orders/%2e./internal",
                "/orders/..%2fq/health",
                "/orders/..\\q",
                "/orders/%5c..%5cq",
                "/orders/./find/1",
                "/orders/%zz",
                "orders/find/1"
            })
    void refuses_a_path_that_could_mean_another(String path) throws IOException {
        try (var orders = new FakeOrigin(0)) {
            given(LONG, Map.of("orders", orders.port()));

            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(orders.requests()).isEmpty();
        }
    }

    @Test
    void holds_any_request_while_its_service_is_away() {
        var away = freePort();
        given(LONG, Map.of("payment", away));

        var answer = client.sendAsync(
                request("/payment/add_funds/1/5")
                        .POST(BodyPublishers.ofString("body"))
                        .build(),
                BodyHandlers.ofString());
        Await.until("the gateway listens", () -> !Ports.free(port));
        try (var payment = new FakeOrigin(away)) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(payment.requests()).containsExactly("POST /payment/add_funds/1/5");
            assertThat(payment.bodyOf("POST /payment/add_funds/1/5")).isEqualTo("body");
        }
    }

    @Test
    void holds_a_checkout_over_a_restart_of_its_service() {
        var before = new FakeOrigin(Ports.block(1));
        var where = before.port();
        given(LONG, Map.of("orders", where));
        assertThat(post(CHECKOUT).statusCode()).isEqualTo(200);
        before.close();

        var answer =
                client.sendAsync(request(CHECKOUT).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        try (var after = new FakeOrigin(where)) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(after.requests()).containsExactly("POST " + CHECKOUT);
        }
    }

    @Test
    void repeats_a_checkout_that_was_cut_off_after_it_was_sent() {
        try (var orders = new FakeOrigin(
                0, FakeOrigin.cut(), FakeOrigin.cut(), FakeOrigin.answer(500, "fault"), FakeOrigin.answer(409, "no"))) {
            given(LONG, Map.of("orders", orders.port()));

            assertThat(post(CHECKOUT).statusCode()).isEqualTo(409);
            assertThat(orders.requests()).hasSize(4).containsOnly("POST " + CHECKOUT);
        }
    }

    @Test
    void repeats_a_read_that_was_cut_off() {
        try (var stock = new FakeOrigin(0, FakeOrigin.cut(), FakeOrigin.answer(200, "five"))) {
            given(LONG, Map.of("stock", stock.port()));

            assertThat(get("/stock/find/1").body()).isEqualTo("five");
            assertThat(stock.requests()).hasSize(2);
        }
    }

    @Test
    void never_repeats_another_post_that_may_have_been_done() {
        try (var payment = new FakeOrigin(0, FakeOrigin.cut())) {
            given(LONG, Map.of("payment", payment.port()));

            var answer = post("/payment/add_funds/1/5");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(payment.requests()).hasSize(1);
        }
    }

    @Test
    void repeats_anything_that_a_service_refused_because_it_was_shutting_down() {
        try (var payment = new FakeOrigin(0, FakeOrigin.shuttingDown(), FakeOrigin.answer(200, "added"))) {
            given(LONG, Map.of("payment", payment.port()));

            assertThat(post("/payment/add_funds/1/5").body()).isEqualTo("added");
            assertThat(payment.requests()).hasSize(2);
        }
    }

    @Test
    void passes_on_a_fault_that_is_no_checkouts() {
        try (var payment = new FakeOrigin(0, FakeOrigin.answer(503, "database away"))) {
            given(LONG, Map.of("payment", payment.port()));

            assertThat(post("/payment/add_funds/1/5").body()).isEqualTo("database away");
            assertThat(payment.requests()).hasSize(1);
        }
    }

    @Test
    void does_not_repeat_an_upload_whose_body_is_gone() {
        try (var ingest = new FakeOrigin(0, FakeOrigin.shuttingDown())) {
            given(LONG, Map.of("ingest", ingest.port()));

            var answer = send(request("/ingest/records").POST(BodyPublishers.ofString("a,b")));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(ingest.requests()).hasSize(1);
        }
    }

    @Test
    void gives_up_on_a_service_that_stays_away() {
        given(SHORT, Map.of("stock", freePort(), "orders", freePort()));

        assertThat(get("/stock/find/1").statusCode()).isEqualTo(503);
        var checkout = post(CHECKOUT);
        assertThat(checkout.statusCode()).as("no sale, and nothing was begun").isEqualTo(429);
        assertThat(checkout.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void neither_sells_nor_refuses_when_the_outcome_stays_unknown() {
        FakeOrigin.Step[] always = new FakeOrigin.Step[1_000];
        Arrays.fill(always, FakeOrigin.cut());
        try (var orders = new FakeOrigin(0, always)) {
            given(SHORT, Map.of("orders", orders.port()));

            assertThatThrownBy(() -> post(CHECKOUT)).hasRootCauseInstanceOf(IOException.class);
            assertThat(orders.requests()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void gives_up_on_a_service_that_takes_requests_and_says_nothing() {
        var never = new CountDownLatch(1);
        FakeOrigin.Step hung = served -> {
            await(never);
            return false;
        };
        try (var orders = new FakeOrigin(0, hung, hung, hung, hung)) {
            given(SHORT, Map.of("orders", orders.port(), "payment", orders.port()));

            assertThat(get("/orders/find/1").statusCode()).isEqualTo(503);
            assertThat(post("/payment/add_funds/1/5").statusCode()).isEqualTo(503);
            assertThatThrownBy(() -> post(CHECKOUT)).hasRootCauseInstanceOf(IOException.class);
        } finally {
            never.countDown();
        }
    }

    @Test
    void waits_for_what_may_take_long() {
        FakeOrigin.Step slow = served -> {
            await(new CountDownLatch(1), Duration.ofSeconds(1)); // three times the silence of a service that hangs
            return FakeOrigin.answer(200, "made").on(served);
        };
        var impatient = new Patience(
                LONG.unsent(), LONG.unknown(), Duration.ofMillis(300), LONG.idle(), LONG.pause(), LONG.pauseMax());
        try (var stock = new FakeOrigin(0, slow)) {
            given(impatient, Map.of("stock", stock.port()));

            assertThat(post("/stock/batch_init/1000000/1/1").body()).isEqualTo("made");
        }
    }

    @Test
    void hangs_up_on_a_client_that_asks_on_and_takes_no_answers() throws IOException {
        try (var stock = new FakeOrigin(0)) {
            given(LONG, Map.of("stock", stock.port()));
            var request = "GET /q HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);

            try (var socket = new Socket(Ports.LOOPBACK, port)) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 1_000; i++) {
                                socket.getOutputStream().write(request);
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
            assertThat(get("/stock/find/1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void hangs_up_on_a_client_that_never_says_anything() throws IOException {
        var impatient = new Patience(
                LONG.unsent(), LONG.unknown(), LONG.silence(), Duration.ofMillis(100), LONG.pause(), LONG.pauseMax());
        try (var stock = new FakeOrigin(0)) {
            given(impatient, Map.of("stock", stock.port()));

            try (var socket = new Socket(Ports.LOOPBACK, port)) {
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void streams_a_large_body_both_ways() {
        var large = "x".repeat(5_000_000);
        try (var ingest = new FakeOrigin(0, FakeOrigin.answer(202, large))) {
            given(LONG, Map.of("ingest", ingest.port()));

            var answer = send(request("/ingest/records").POST(BodyPublishers.ofString(large)));

            assertThat(answer.body()).isEqualTo(large);
            assertThat(ingest.bodyOf("POST /ingest/records")).isEqualTo(large);
        }
    }

    @Test
    void lets_requests_in_flight_finish_when_it_stops() {
        var arrived = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        FakeOrigin.Step slow = served -> {
            arrived.countDown();
            await(go);
            return FakeOrigin.answer(200, "late").on(served);
        };
        try (var orders = new FakeOrigin(0, slow)) {
            given(LONG, Map.of("orders", orders.port()));
            var answer = client.sendAsync(request("/orders/find/1").build(), BodyHandlers.ofString());
            await(arrived);

            var stopped = CompletableFuture.runAsync(gateway::close);
            go.countDown();

            assertThat(answer.join().body()).isEqualTo("late");
            stopped.join();
            assertThat(Ports.free(port)).isTrue();
        }
    }

    private void given(Patience patience, Map<String, Integer> services) {
        port = freePort();
        gateway = Gateway.start(port, services, patience);
    }

    private HttpResponse<String> get(String path) {
        return send(request(path));
    }

    private HttpResponse<String> post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    /** For what a well-behaved client refuses to send. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(Ports.LOOPBACK, port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch, Duration atMost) {
        try {
            latch.await(atMost.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        return Ports.block(1);
    }
}
