package webscale.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import webscale.drill.shop.Shop;

/** What the shop shows, asked again until it answers. */
final class Read {
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Read() {}

    static JsonNode order(Shop shop, String id) {
        return at(shop, "/orders/find/" + id);
    }

    static JsonNode item(Shop shop, String id) {
        return at(shop, "/stock/find/" + id);
    }

    static JsonNode user(Shop shop, String id) {
        return at(shop, "/payment/find_user/" + id);
    }

    private static JsonNode at(Shop shop, String path) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        do {
            var reply = shop.get(path);
            if (reply.isPresent() && reply.get().status() == 200) {
                return reply.get().json();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() - deadline < 0);
        throw new IllegalStateException("%s had no answer within %s".formatted(path, WITHIN));
    }
}
