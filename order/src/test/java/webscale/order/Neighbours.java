package webscale.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import webscale.order.checkout.Attempt;
import webscale.order.checkout.ShopModel;
import webscale.order.remote.PaymentClient;

/**
 * Payment and stock as the order service sees them: their wire format over a {@link ShopModel}, on loopback. Calls can
 * be made to fail before, after or instead of their effect.
 */
public class Neighbours implements QuarkusTestResourceLifecycleManager {
    /** How a call fails. */
    public enum Fault {
        /** The connection breaks before anything happened. */
        BEFORE,
        /** It happens, and then the connection breaks. */
        AFTER,
        /** The service answers 503, and nothing happened. */
        INSTEAD
    }

    /** What one call asks for; the names of the wire format. */
    public enum Step {
        holds,
        settles,
        releases,
        takes,
        fences
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Step, Fault> ARMED = new ConcurrentHashMap<>();
    private static final Map<String, String> TRACES = new ConcurrentHashMap<>();
    private static ShopModel shop = new ShopModel();

    private HttpServer server;

    /** A new shop, and no faults. */
    public static ShopModel renew() {
        ARMED.clear();
        TRACES.clear();
        shop = new ShopModel();
        return shop;
    }

    /** The next call that asks for this step fails so. */
    public static void arm(Step step, Fault fault) {
        ARMED.put(step, fault);
    }

    /** Whether the fault that was armed has happened. */
    public static boolean allFaultsHappened() {
        return ARMED.isEmpty();
    }

    /** The {@code traceparent} that the last call of this path came with. */
    public static String traceOf(String path) {
        return TRACES.get(path);
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/internal/charges", exchange -> answer(exchange, Neighbours::charges));
        server.createContext("/internal/charges/held", exchange -> answer(exchange, Neighbours::held));
        server.createContext("/internal/takings", exchange -> answer(exchange, Neighbours::takings));
        server.createContext("/internal/takings/live", exchange -> answer(exchange, Neighbours::taken));
        server.createContext("/internal/prices", exchange -> answer(exchange, Neighbours::prices));
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of("webscale.payment.url", url, "webscale.stock.url", url);
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private interface Call {
        JsonNode apply(JsonNode request);
    }

    private static void answer(HttpExchange exchange, Call call) throws IOException {
        var request = JSON.readTree(exchange.getRequestBody());
        var trace = exchange.getRequestHeaders().getFirst("traceparent");
        if (trace != null) {
            TRACES.put(exchange.getRequestURI().getPath(), trace);
        }
        Fault fault = null;
        for (var step : Step.values()) {
            if (request.path(step.name()).size() > 0 && ARMED.containsKey(step)) {
                fault = ARMED.remove(step);
            }
        }
        if (fault == Fault.BEFORE) {
            exchange.close();
            return;
        }
        if (fault == Fault.INSTEAD) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        byte[] answer;
        synchronized (Neighbours.class) {
            answer = JSON.writeValueAsBytes(call.apply(request));
        }
        if (fault == null) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static JsonNode charges(JsonNode request) {
        request.path("settles").forEach(charge -> shop.settle(chargeAttempt(charge)));
        request.path("releases").forEach(charge -> shop.release(chargeAttempt(charge)));
        var answer = JSON.createObjectNode();
        var holds = answer.putArray("holds");
        request.path("holds").forEach(charge -> {
            boolean known = shop.credit.containsKey(charge.path("user").asText());
            holds.add(known ? shop.hold(chargeAttempt(charge)).name() : "UNKNOWN_USER");
        });
        return answer;
    }

    private static JsonNode held(JsonNode request) {
        return JSON.valueToTree(new PaymentClient.Held(shop.held(), null));
    }

    private static JsonNode takings(JsonNode request) {
        var answer = JSON.createObjectNode();
        ArrayNode fences = answer.putArray("fences");
        request.path("fences")
                .forEach(taking -> fences.add(shop.fence(takingAttempt(taking)).name()));
        ArrayNode takes = answer.putArray("takes");
        request.path("takes").forEach(taking -> {
            var attempt = takingAttempt(taking);
            boolean known = shop.stock.keySet().containsAll(attempt.pieces().keySet());
            takes.add(known ? shop.take(attempt).name() : "UNKNOWN_ITEM");
        });
        return answer;
    }

    private static JsonNode taken(JsonNode attempts) {
        var taken = JSON.createArrayNode();
        attempts.forEach(attempt -> {
            if (shop.hasTaken(takingAttempt(attempt))) {
                taken.add(attempt);
            }
        });
        return taken;
    }

    private static JsonNode prices(JsonNode itemIds) {
        var prices = JSON.createArrayNode();
        itemIds.forEach(id -> {
            if (shop.stock.containsKey(id.asText())) {
                prices.add(shop.prices.getOrDefault(id.asText(), 1L));
            } else {
                prices.addNull();
            }
        });
        return prices;
    }

    private static Attempt chargeAttempt(JsonNode charge) {
        return new Attempt(
                charge.path("order").asText(),
                charge.path("generation").asInt(),
                charge.path("attempt").asInt(),
                charge.path("user").asText(),
                charge.path("amount").asLong(),
                new TreeMap<>());
    }

    private static Attempt takingAttempt(JsonNode taking) {
        var pieces = new TreeMap<String, Long>();
        taking.path("lines")
                .properties()
                .forEach(line -> pieces.put(line.getKey(), line.getValue().asLong()));
        return new Attempt(
                taking.path("order").asText(),
                taking.path("generation").asInt(),
                taking.path("attempt").asInt(),
                "",
                0,
                pieces);
    }
}
