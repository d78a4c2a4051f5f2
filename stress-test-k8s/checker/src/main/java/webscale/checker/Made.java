package webscale.checker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import webscale.drill.shop.Shop;

/** Calls that are asked again until they are answered; what an unanswered one has made is left aside. */
final class Made {
    private static final Duration WITHIN = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Made() {}

    /** The id of what a 200 has made. */
    static String certainly(Shop shop, String path, String field) {
        return until(shop, path).json().path(field).asText();
    }

    static void certainly(Shop shop, String path) {
        until(shop, path);
    }

    /** Whether the one call was answered with 200; if not, nothing is known. */
    static boolean once(Shop shop, String path) {
        return shop.post(path).filter(reply -> reply.status() == 200).isPresent();
    }

    private static Shop.Reply until(Shop shop, String path) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        Optional<Shop.Reply> reply;
        do {
            reply = shop.post(path);
            if (reply.isPresent() && reply.get().status() == 200) {
                return reply.get();
            }
            if (reply.isPresent() && reply.get().status() < 500 && reply.get().status() != 429) {
                throw new IllegalStateException(
                        "%s was answered %d".formatted(path, reply.get().status()));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() - deadline < 0);
        throw new IllegalStateException("%s had no answer within %s".formatted(path, WITHIN));
    }
}
