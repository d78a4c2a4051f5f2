package webscale.drill.shop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One user and one item that are paid in and out by ones, outside of any checkout. These calls aren't safe to repeat, so
 * nobody repeats them: each 200 counts once, each 4xx not at all, and each unknown answer once or not at all.
 */
public final class Till {
    private static final int ROUNDS = 200;

    final String user;
    final String item;
    final Count credit = new Count();
    final Count stock = new Count();

    /** What the amount must lie between. */
    static final class Count {
        private long least;
        private long most;

        synchronized void added(Optional<Shop.Reply> reply) {
            if (reply.isEmpty() || reply.get().status() >= 500) {
                most++;
            } else if (reply.get().ok()) {
                least++;
                most++;
            }
        }

        synchronized void taken(Optional<Shop.Reply> reply) {
            if (reply.isEmpty() || reply.get().status() >= 500) {
                least--;
            } else if (reply.get().ok()) {
                least--;
                most--;
            }
        }

        synchronized boolean allows(long amount) {
            return least <= amount && amount <= most;
        }

        @Override
        public synchronized String toString() {
            return least == most ? Long.toString(least) : least + ".." + most;
        }
    }

    private final Shop shop;
    final Reader reader;

    private Till(Shop shop, String user, String item) {
        this.shop = shop;
        this.reader = new Reader(shop);
        this.user = user;
        this.item = item;
    }

    static Optional<Till> open(Shop shop) {
        var user = shop.post("/payment/create_user").filter(Shop.Reply::ok);
        var item = shop.post("/stock/item/create/1").filter(Shop.Reply::ok);
        if (user.isEmpty() || item.isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            return Optional.empty();
        }
        return Optional.of(new Till(
                shop,
                user.get().json().path("user_id").asText(),
                item.get().json().path("item_id").asText()));
    }

    void work(BooleanSupplier open) {
        for (int round = 0; round < ROUNDS && open.getAsBoolean(); round++) {
            credit.added(shop.post("/payment/add_funds/" + user + "/1"));
            stock.added(shop.post("/stock/add/" + item + "/1"));
            if (round % 3 == 0) {
                credit.taken(shop.post("/payment/pay/" + user + "/1"));
                stock.taken(shop.post("/stock/subtract/" + item + "/1"));
            }
        }
    }
}
