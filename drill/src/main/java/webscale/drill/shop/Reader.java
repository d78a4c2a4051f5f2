package webscale.drill.shop;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** Reads what the shop shows, and asks again while it can't be had; empty after a minute of that. */
record Reader(Shop shop) {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** An order as the shop shows it. */
    record Shown(boolean paid, long cost, Map<String, Long> pieces) {}

    Optional<Shown> order(String id) {
        return read("/orders/find/" + id).map(json -> {
            var pieces = new HashMap<String, Long>();
            json.path("items")
                    .forEach(
                            line -> pieces.put(line.get(0).asText(), line.get(1).asLong()));
            return new Shown(
                    json.path("paid").asBoolean(), json.path("total_cost").asLong(), pieces);
        });
    }

    OptionalLong credit(String user) {
        return amount("/payment/find_user/" + user, "credit");
    }

    OptionalLong stock(String item) {
        return amount("/stock/find/" + item, "stock");
    }

    private OptionalLong amount(String path, String field) {
        return read(path)
                .map(json -> OptionalLong.of(json.path(field).asLong()))
                .orElse(OptionalLong.empty());
    }

    private Optional<JsonNode> read(String path) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        do {
            var reply = shop.get(path);
            if (reply.isPresent() && reply.get().ok()) {
                return Optional.of(reply.get().json());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() - deadline < 0);
        return Optional.empty();
    }
}
