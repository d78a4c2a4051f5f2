package webscale.drill.shop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A few users, items and orders that nobody else knows, with too little credit and too little stock for all of them. Once
 * the market is open only checkouts move anything in it, so credit and stock can only fall: that is what shows a refusal
 * true, and what makes the books exact.
 */
public final class Market {
    private static final int USERS = 15;
    private static final int ITEMS = 4;
    private static final int ORDERS = 60;
    private static final int BUYERS = 8;
    private static final int CROWD = 3;

    final Map<String, Long> granted = new ConcurrentHashMap<>();
    final Map<String, Long> stocked = new ConcurrentHashMap<>();
    final List<Basket> baskets = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> prices = new ConcurrentHashMap<>();
    final Reader reader;
    private final Shop shop;
    private final Tally tally;
    private final Random random;
    private final BooleanSupplier open;

    /** @param open asked before each step; the market closes early, and stays exact, when it says no */
    Market(Shop shop, Tally tally, Random random, BooleanSupplier open) {
        this.shop = shop;
        this.reader = new Reader(shop);
        this.tally = tally;
        this.random = random;
        this.open = open;
    }

    /** Makes everything. What isn't certain to be as wanted is left aside, for nothing may be known of it later. */
    void stock() {
        make(USERS, () -> {
            long credit = 5 + random.nextInt(25);
            return created("/payment/create_user", "user_id")
                    .filter(user -> did("/payment/add_funds/" + user + "/" + credit))
                    .filter(user -> granted.put(user, credit) == null);
        });
        make(ITEMS, () -> {
            long pieces = 10 + random.nextInt(30);
            int price = 1 + random.nextInt(3);
            return created("/stock/item/create/" + price, "item_id")
                    .filter(item -> did("/stock/add/" + item + "/" + pieces))
                    .filter(item -> prices.put(item, price) == null && stocked.put(item, pieces) == null);
        });
        if (!granted.isEmpty() && !stocked.isEmpty()) {
            var users = List.copyOf(granted.keySet());
            var items = List.copyOf(stocked.keySet());
            make(ORDERS, () -> order(users, items));
        }
    }

    private Optional<String> order(List<String> users, List<String> items) {
        var user = one(users);
        var wanted = new HashMap<String, Integer>();
        for (int line = 1 + random.nextInt(2); line > 0; line--) {
            wanted.merge(one(items), 1 + random.nextInt(2), Integer::sum);
        }
        long cost = wanted.entrySet().stream()
                .mapToLong(line -> (long) prices.get(line.getKey()) * line.getValue())
                .sum();
        return created("/orders/create/" + user, "order_id")
                .filter(order -> wanted.entrySet().stream()
                        .allMatch(
                                line -> did("/orders/addItem/" + order + "/" + line.getKey() + "/" + line.getValue())))
                .filter(order -> baskets.add(new Basket(order, user, wanted, cost)));
    }

    /** So many of it, each tried until it is certain. */
    private void make(int count, Supplier<Optional<String>> one) {
        atOnce(BUYERS, Collections.nCopies(count, one), maker -> {
            while (open.getAsBoolean() && maker.get().isEmpty()) {
                pause();
            }
        });
    }

    /** Checks every order out: some by several clients at once, some again later, all in a random order. */
    void sell() {
        var asked = new ArrayList<Basket>();
        for (var basket : baskets) {
            int times = random.nextInt(10) == 0 ? CROWD : 1;
            asked.addAll(Collections.nCopies(times, basket));
        }
        Collections.shuffle(asked, random);
        asked.addAll(baskets.stream().filter(basket -> random.nextInt(5) == 0).toList());
        atOnce(BUYERS, asked, this::checkOut);
    }

    private void checkOut(Basket basket) {
        if (!open.getAsBoolean()) {
            return;
        }
        boolean sold = basket.accepted();
        var answer = shop.checkOut(basket.id);
        basket.answered(answer);
        if (sold && answer.kind() == Answer.Kind.REFUSED) {
            tally.lie("order %s was refused (%s) after it had been sold".formatted(basket.id, answer.code()));
        }
        basket.absurdities()
                .forEach(code -> tally.lie("order %s was refused for no reason: %s".formatted(basket.id, code)));
    }

    /**
     * Holds what the shop shows now against what clients were answered. Sound at any time, also in the middle of a
     * fault: it only takes for a lie what no later event could turn into the truth.
     */
    void check() {
        atOnce(BUYERS, baskets, basket -> {
            boolean accepted = basket.accepted();
            boolean refused = basket.refused();
            reader.order(basket.id).ifPresent(order -> {
                if (accepted && !order.paid()) {
                    tally.lie("order %s was sold but shows unpaid: %s".formatted(basket.id, basket.story()));
                }
                if (refused && order.paid()) {
                    tally.lie("order %s was refused but shows paid: %s".formatted(basket.id, basket.story()));
                }
            });
        });
        var left = stockLeft();
        stocked.forEach((item, pieces) -> {
            var now = left.get(item);
            if (now != null && (now < 0 || now > pieces - sold(item, Basket::accepted))) {
                tally.lie("item %s: %d of %d left, but %d sold"
                        .formatted(item, now, pieces, sold(item, Basket::accepted)));
            }
        });
        for (var basket : baskets) {
            if (basket.refusedForStock()
                    && left.keySet().containsAll(basket.pieces.keySet())
                    && basket.pieces.entrySet().stream().allMatch(line -> left.get(line.getKey()) >= line.getValue())) {
                tally.lie("order %s was refused for stock, but there still is enough of %s"
                        .formatted(basket.id, basket.pieces));
            }
        }
    }

    private long sold(String item, Predicate<Basket> which) {
        return baskets.stream()
                .filter(which)
                .mapToLong(basket -> basket.pieces.getOrDefault(item, 0))
                .sum();
    }

    /** Pieces left of each item; without those that can't be read. */
    Map<String, Long> stockLeft() {
        return amounts(stocked.keySet(), reader::stock);
    }

    /** Credit left of each user; without those that can't be read. */
    Map<String, Long> creditLeft() {
        return amounts(granted.keySet(), reader::credit);
    }

    private static Map<String, Long> amounts(Iterable<String> ids, Function<String, OptionalLong> read) {
        var amounts = new HashMap<String, Long>();
        ids.forEach(id -> read.apply(id).ifPresent(amount -> amounts.put(id, amount)));
        return amounts;
    }

    private Optional<String> created(String path, String field) {
        var reply = shop.post(path);
        return reply.filter(Shop.Reply::ok).map(made -> made.json().path(field).asText());
    }

    private boolean did(String path) {
        return shop.post(path).filter(Shop.Reply::ok).isPresent();
    }

    private String one(List<String> ids) {
        return ids.get(random.nextInt(ids.size()));
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }

    private static <T> void atOnce(int most, List<T> inputs, Consumer<T> work) {
        var permits = new Semaphore(most);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            inputs.forEach(input -> {
                permits.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        work.accept(input);
                    } finally {
                        permits.release();
                    }
                });
            });
        }
    }
}
