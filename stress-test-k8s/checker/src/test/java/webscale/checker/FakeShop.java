package webscale.checker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/** As much of a shop as the public scenario needs, correct unless it is told how to go wrong. */
final class FakeShop implements AutoCloseable {
    /** What it does wrong. */
    enum Fault {
        NONE,
        /** Answers 200 to whom it sells nothing. */
        LIES_ABOUT_SALES,
        /** Sells, and answers that it didn't. */
        LIES_ABOUT_REFUSALS,
        /** Sells pieces that it doesn't take from stock. */
        FORGETS_STOCK,
        /** Answers 503, in the shop's own form, after it has sold. */
        FAILS_AFTERWARDS,
        /** Refuses whom it could sell to. */
        SELLS_NOTHING,
        /** Sells, and an ingress that has lost its answer says 502. */
        LOST_ON_THE_WAY,
        /** The same for half of what it has; then it refuses whom it could sell to. */
        LOST_AND_STOPS,
        /** Is never asked, for an ingress that finds it nowhere says 503. */
        OUT_OF_REACH
    }

    private record Order(String user, String item, boolean paid) {}

    private final HttpServer server;
    private final Fault fault;
    private final Map<String, Integer> credit = new HashMap<>();
    private final Map<String, Integer> stock = new HashMap<>();
    private final Map<String, Order> orders = new HashMap<>();

    FakeShop(Fault fault) throws IOException {
        this.fault = fault;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        var answer = answer(exchange.getRequestURI().getPath().split("/"));
        var body = answer.body.getBytes();
        if (answer.problem) {
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        }
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private record Reply(int status, String body, boolean problem) {
        static final Reply OK = new Reply(200, "");
        static final Reply REFUSED = problem(400, "out-of-stock");

        Reply(int status, String body) {
            this(status, body, false);
        }

        static Reply problem(int status, String code) {
            return new Reply(status, "{\"code\":\"%s\"}".formatted(code), true);
        }
    }

    /** The path's segments begin with an empty one. */
    private synchronized Reply answer(String[] path) {
        return switch (path[1] + "/" + path[2]) {
            case "payment/create_user" -> made("user_id", credit, 0);
            case "payment/add_funds" -> added(credit, path);
            case "payment/find_user" -> new Reply(200, "{\"credit\":%d}".formatted(credit.get(path[3])));
            case "stock/item" -> made("item_id", stock, 0);
            case "stock/add" -> added(stock, path);
            case "stock/find" -> new Reply(200, "{\"stock\":%d}".formatted(stock.get(path[3])));
            case "orders/create" -> made("order_id", orders, new Order(path[3], "", false));
            case "orders/addItem" -> {
                orders.computeIfPresent(path[3], (id, order) -> new Order(order.user, path[4], false));
                yield Reply.OK;
            }
            case "orders/find" -> new Reply(200, "{\"paid\":%s}".formatted(orders.get(path[3]).paid));
            case "orders/checkout" -> checkedOut(path[3]);
            default -> new Reply(404, "");
        };
    }

    private static <T> Reply made(String field, Map<String, T> all, T one) {
        var id = Integer.toString(all.size());
        all.put(id, one);
        return new Reply(200, "{\"%s\":\"%s\"}".formatted(field, id));
    }

    private static Reply added(Map<String, Integer> all, String[] path) {
        all.merge(path[3], Integer.valueOf(path[4]), Integer::sum);
        return Reply.OK;
    }

    private Reply checkedOut(String id) {
        if (fault == Fault.SELLS_NOTHING) {
            return Reply.REFUSED;
        }
        if (fault == Fault.OUT_OF_REACH) {
            return new Reply(503, "no available server");
        }
        var order = orders.get(id);
        if (fault == Fault.LOST_AND_STOPS && stock.get(order.item) <= 50) {
            return Reply.REFUSED;
        }
        if (credit.get(order.user) < 1 || stock.get(order.item) < 1) {
            return fault == Fault.LIES_ABOUT_SALES ? Reply.OK : Reply.REFUSED;
        }
        credit.merge(order.user, -1, Integer::sum);
        if (fault != Fault.FORGETS_STOCK) {
            stock.merge(order.item, -1, Integer::sum);
        }
        orders.put(id, new Order(order.user, order.item, true));
        return switch (fault) {
            case LIES_ABOUT_REFUSALS -> Reply.REFUSED;
            case FAILS_AFTERWARDS -> Reply.problem(503, "unavailable");
            case LOST_ON_THE_WAY, LOST_AND_STOPS -> new Reply(502, "Bad Gateway");
            default -> Reply.OK;
        };
    }
}
