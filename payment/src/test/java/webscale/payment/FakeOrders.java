package webscale.payment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An order service that knows its orders by their names: {@code paid by U}, {@code unpaid by U}, {@code status 500}; all
 * others are unknown to it.
 */
public final class FakeOrders implements QuarkusTestResourceLifecycleManager {
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/orders/find/", FakeOrders::find);
        server.start();
        return Map.of(
                "webscale.order.url", "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static void find(HttpExchange exchange) throws IOException {
        var order = exchange.getRequestURI().getPath().substring("/orders/find/".length());
        if (order.startsWith("status ")) {
            answer(exchange, Integer.parseInt(order.substring("status ".length())), "{}");
        } else if (order.contains("paid by ")) {
            var user = order.substring(order.indexOf(" by ") + " by ".length());
            answer(exchange, 200, """
                    {"order_id": "%s", "paid": %s, "items": [["1", 2]], "user_id": "%s", "total_cost": 3}
                    """.formatted(order, order.startsWith("paid"), user));
        } else {
            answer(exchange, 404, "{\"status\": 404}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        var body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (exchange;
                var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
