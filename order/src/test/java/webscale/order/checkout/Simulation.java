package webscale.order.checkout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import webscale.order.Order;
import webscale.order.remote.HoldAnswer;
import webscale.order.remote.PaymentClient;
import webscale.order.remote.TakeAnswer;

/**
 * One run of the shop with two replicas of the order service, without threads, sockets or a real clock: every message
 * may be lost before or after it took effect, come twice or late, every replica may crash or stand still. The real
 * {@link Checkouts}, {@link Drive} and {@link Recovery} run on a {@link ShopModel}; the seed decides everything else.
 */
final class Simulation {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofMillis(900);
    private static final Duration SWEEP = Duration.ofSeconds(4);
    private static final long MILLISECOND = 1_000_000;
    private static final long FAULTS_END = 4_000 * MILLISECOND;
    private static final long END = 25_000 * MILLISECOND;

    private record Event(long time, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(number, other.number);
        }
    }

    final ShopModel shop = new ShopModel();
    final List<String> violations = new ArrayList<>();
    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Replica> replicas = new ArrayList<>();
    private long now;
    private long eventNumber;
    private int undecided;

    private Simulation(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Runs one schedule; what comes back lists what went wrong. */
    static List<String> run(long seed, ShopModel.Mutant... mutants) {
        var simulation = new Simulation(seed);
        simulation.shop.mutants.addAll(List.of(mutants));
        simulation.play();
        return simulation.violations;
    }

    private void play() {
        stockUp();
        replicas.add(new Replica());
        replicas.add(new Replica());
        for (int i = random.nextInt(4); i > 0; i--) {
            at(random.nextLong(FAULTS_END), this::crashOne);
            at(random.nextLong(FAULTS_END), this::pauseOne);
        }
        while (!events.isEmpty() && events.peek().time() < END && violations.isEmpty()) {
            var event = events.poll();
            now = event.time();
            event.action().run();
        }
        if (violations.isEmpty()) {
            violations.addAll(shop.audit());
            if (undecided > 0) {
                violations.add(undecided + " clients got no answer");
            }
        }
    }

    private void stockUp() {
        int users = 1 + random.nextInt(3);
        for (int user = 0; user < users; user++) {
            long credit = random.nextLong(12);
            shop.credit.put("u" + user, credit);
            shop.granted.put("u" + user, credit);
        }
        for (int item = 0; item < 2; item++) {
            long pieces = random.nextLong(5);
            shop.stock.put("i" + item, pieces);
            shop.received.put("i" + item, pieces);
        }
        int orders = 1 + random.nextInt(6);
        for (int order = 0; order < orders; order++) {
            Map<String, Long> pieces = random.nextBoolean() ? Map.of("i0", 1L) : Map.of("i0", 1L, "i1", 1L);
            shop.orders.put(
                    "o" + order, new ShopModel.Row("u" + random.nextInt(users), 1 + random.nextLong(6), pieces));
            for (int client = 1 + random.nextInt(2); client > 0; client--) {
                var orderId = "o" + order;
                undecided++;
                at(random.nextLong(FAULTS_END / 2), () -> ask(orderId));
            }
        }
    }

    /** A client that wants a definite answer, and asks again until it has one. */
    private void ask(String orderId) {
        var replica = replicas.get(random.nextInt(replicas.size()));
        if (!replica.isUp()) {
            at(now + random.nextLong(500) * MILLISECOND, () -> ask(orderId));
            return;
        }
        var answered = new boolean[1];
        replica.checkouts.checkout(orderId).thenAccept(verdict -> {
            if (replica.alive && !answered[0]) {
                answered[0] = true;
                judge(orderId, verdict);
            }
        });
        replica.whenDead(() -> {
            if (!answered[0]) {
                answered[0] = true;
                at(now + random.nextLong(500) * MILLISECOND, () -> ask(orderId));
            }
        });
    }

    private void judge(String orderId, Verdict verdict) {
        var row = shop.orders.get(orderId);
        switch (verdict) {
            case Verdict.Paid _ -> {
                undecided--;
                seePaid(orderId);
                at(now + random.nextLong(FAULTS_END), () -> seePaid(orderId));
            }
            case Verdict.Declined(var decline) -> {
                switch (decline) {
                    case OUT_OF_STOCK -> {
                        undecided--;
                        check(
                                row.pieces.entrySet().stream()
                                        .anyMatch(line -> shop.stock.get(line.getKey()) < line.getValue()),
                                "out of stock is not true for " + orderId);
                    }
                    case INSUFFICIENT_CREDIT -> {
                        undecided--;
                        long most = shop.credit.get(row.userId) + shop.heldBy(row.userId);
                        check(
                                most < row.amount || shop.isSold(orderId),
                                "too little credit is not true for " + orderId);
                    }
                    default -> at(now + random.nextLong(500) * MILLISECOND, () -> ask(orderId));
                }
            }
            case Verdict.NotBegun _ -> at(now + random.nextLong(500) * MILLISECOND, () -> ask(orderId));
            case Verdict.UnknownOrder _, Verdict.EmptyOrder _ -> check(false, verdict + " for " + orderId);
        }
    }

    /** Once and for ever, whatever the order's own row says by now. */
    private void seePaid(String orderId) {
        var state = shop.orders.get(orderId).state;
        check(
                state != Order.State.OPEN && shop.isSold(orderId),
                "200 for " + orderId + ", which is " + state + (shop.isSold(orderId) ? "" : " and not sold"));
    }

    private void check(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    private void crashOne() {
        int i = random.nextInt(replicas.size());
        replicas.get(i).die();
        at(now + random.nextLong(1_500) * MILLISECOND, () -> replicas.set(i, new Replica()));
    }

    private void pauseOne() {
        var replica = replicas.get(random.nextInt(replicas.size()));
        replica.pausedUntil = now + random.nextLong(3_000) * MILLISECOND;
    }

    private void at(long time, Runnable action) {
        events.add(new Event(time, eventNumber++, action));
    }

    private boolean fault(double probability) {
        return now < FAULTS_END && random.nextDouble() < probability;
    }

    private long delay() {
        long usual = random.nextLong(5 * MILLISECOND);
        return fault(0.05) ? usual + random.nextLong(3_000 * MILLISECOND) : usual;
    }

    /** One process of the order service. */
    private final class Replica implements Steps, Records {
        final Checkouts checkouts = new Checkouts(this, 100, PATIENCE);
        private final Recovery recovery = new Recovery(this, checkouts, this, LEASE, SWEEP);
        private final List<Runnable> onDeath = new ArrayList<>();
        boolean alive = true;
        long pausedUntil;

        Replica() {
            tick();
        }

        boolean isUp() {
            return alive && pausedUntil <= now;
        }

        void whenDead(Runnable action) {
            if (alive) {
                onDeath.add(action);
            } else {
                action.run();
            }
        }

        void die() {
            alive = false;
            onDeath.forEach(Runnable::run);
        }

        private void tick() {
            mine(() -> {
                recovery.tick();
                at(now + 300 * MILLISECOND, this::tick);
            });
        }

        /** Runs now, or when the pause is over, or never once the replica is dead. */
        private void mine(Runnable action) {
            if (!alive) {
                return;
            }
            if (pausedUntil > now) {
                at(pausedUntil + random.nextLong(MILLISECOND), () -> mine(action));
            } else {
                action.run();
            }
        }

        /** A message, its effect, and its answer; each may be lost, late, or come twice. */
        private <T> CompletableFuture<T> call(Supplier<T> effect) {
            var answer = new CompletableFuture<T>();
            if (fault(0.06)) {
                at(now + delay(), () -> mine(() -> answer.completeExceptionally(new IllegalStateException("lost"))));
                return answer;
            }
            at(now + delay(), () -> {
                T result = effect.get();
                boolean lost = fault(0.06);
                at(
                        now + delay(),
                        () -> mine(() -> {
                            if (lost) {
                                answer.completeExceptionally(new IllegalStateException("answer lost"));
                            } else {
                                answer.complete(result);
                            }
                        }));
                if (fault(0.05)) {
                    at(now + delay() + random.nextLong(2_000 * MILLISECOND), effect::get);
                }
            });
            return answer;
        }

        @Override
        public CompletableFuture<Begin> begin(String orderId) {
            int replica = recovery.replica();
            return call(() -> shop.begin(orderId, replica, now));
        }

        @Override
        public CompletableFuture<HoldAnswer> hold(Attempt attempt) {
            return call(() -> shop.hold(attempt));
        }

        @Override
        public CompletableFuture<TakeAnswer> take(Attempt attempt) {
            if (shop.mutants.contains(ShopModel.Mutant.ANSWER_BEFORE_COMMIT)) {
                call(() -> shop.take(attempt));
                return CompletableFuture.completedFuture(shop.decide(attempt));
            }
            return call(() -> shop.take(attempt));
        }

        @Override
        public CompletableFuture<TakeAnswer> fence(Attempt attempt) {
            return call(() -> shop.fence(attempt));
        }

        @Override
        public CompletableFuture<?> release(Attempt attempt) {
            return call(() -> {
                shop.release(attempt);
                return true;
            });
        }

        @Override
        public CompletableFuture<?> settle(Attempt attempt) {
            return call(() -> {
                shop.settle(attempt);
                return true;
            });
        }

        @Override
        public CompletableFuture<?> end(Attempt attempt, Optional<Decline> decline) {
            return call(() -> {
                shop.end(attempt, decline);
                return true;
            });
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public void after(Duration delay, Runnable task) {
            at(now + delay.toNanos(), () -> mine(task));
        }

        /** A call that blocks; it fails before or after its effect. */
        private <T> T blocking(Supplier<T> effect) {
            if (fault(0.05)) {
                throw new IllegalStateException("lost");
            }
            T result = effect.get();
            if (fault(0.05)) {
                throw new IllegalStateException("answer lost");
            }
            return result;
        }

        @Override
        public int register(Duration lease) {
            return blocking(() -> shop.register(now + lease.toNanos()));
        }

        @Override
        public boolean renew(int replica, Duration lease) {
            return blocking(() -> shop.leases.computeIfPresent(replica, (id, until) -> now + lease.toNanos()) != null);
        }

        @Override
        public boolean anyDead() {
            return blocking(() -> shop.leases.values().stream().anyMatch(until -> until < now));
        }

        @Override
        public void forgetDead() {
            blocking(() -> shop.leases.values().removeIf(until -> until < now - 10_000 * MILLISECOND));
        }

        @Override
        public void leave(int replica) {
            blocking(() -> shop.leases.remove(replica));
        }

        @Override
        public List<Attempt> adopt(int replica, int limit) {
            return blocking(() -> shop.adopt(replica, now));
        }

        @Override
        public List<Optional<OrderStatus>> status(List<String> orderIds) {
            return blocking(() -> orderIds.stream().map(shop::status).toList());
        }

        @Override
        public PaymentClient.Held held(long from) {
            if (shop.mutants.contains(ShopModel.Mutant.NO_SWEEP)) {
                return new PaymentClient.Held(List.of(), null);
            }
            return new PaymentClient.Held(
                    blocking(shop::held).stream()
                            .filter(charge -> (charge.orderId().hashCode() & 1) == from)
                            .toList(),
                    from == 0 ? 1L : null);
        }
    }
}
