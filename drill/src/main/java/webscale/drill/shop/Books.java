package webscale.drill.shop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The shop's promises, held against everything that its clients were answered and against the services' own books. It
 * knows nothing of faults: a shop in a cluster is checked by the same.
 */
public final class Books implements AutoCloseable {
    private static final Duration AUDIT_EVERY = Duration.ofSeconds(3);
    private static final int READERS = 32;

    private final Traffic traffic;
    private final Tally tally;
    private final Audits audits;
    private final Thread auditor;

    /** Audits the services from now on, until it is closed. */
    public Books(Traffic traffic, Tally tally, Audits audits) {
        this.traffic = traffic;
        this.tally = tally;
        this.audits = audits;
        this.auditor = Thread.ofVirtual().start(this::watch);
    }

    private void watch() {
        for (int round = 0; !Thread.currentThread().isInterrupted(); round++) {
            audits.whileRunning("payment", tally);
            audits.whileRunning("stock", tally);
            if (round % 5 == 0) {
                audits.whileRunning("order", tally); // reads all three services' tables
            }
            LockSupport.parkNanos(AUDIT_EVERY.toNanos());
        }
    }

    /**
     * Waits until no checkout is on its way and nothing is owed.
     *
     * @return how long that took, at most {@code within}
     */
    public Duration drain(Duration within) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < within.toNanos() && !atRest()) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private boolean atRest() {
        return audits.held() == 0 && audits.all().stream().allMatch(Verdict::holds);
    }

    /** To be asked at rest, when the clients have gone: every invariant, whether it holds or not. */
    public List<Verdict> verdicts() {
        var reading = new Reading();
        try (var readers =
                Executors.newFixedThreadPool(READERS, Thread.ofVirtual().factory())) {
            traffic.markets().forEach(market -> readers.execute(() -> reading.read(market)));
            traffic.tills().forEach(till -> readers.execute(() -> reading.read(till)));
        }
        var verdicts = new ArrayList<>(reading.verdicts());
        audits.all()
                .forEach(check -> verdicts.add(new Verdict(
                        (check.name().endsWith("at-rest") ? "I5 " : "I4 ") + check.name(),
                        check.rule(),
                        check.expected(),
                        check.found(),
                        check.differences())));
        verdicts.add(Verdict.of("I5 nothing held", "no attempt holds credit", 0L, audits.held(), List.of()));
        verdicts.add(Verdict.of(
                "I6 while it ran",
                "nothing that was shown or audited during the run contradicts an answer",
                0L,
                tally.lies(),
                tally.namedLies()));
        verdicts.add(Verdict.of(
                "I6 no 5xx",
                "no checkout is answered 5xx, which counts as a sale",
                0L,
                tally.serverErrors(),
                List.of()));
        return verdicts;
    }

    @Override
    public void close() {
        auditor.interrupt();
    }

    /** Everything that clients know of, read back once more. */
    private final class Reading {
        private final LongAdder granted = new LongAdder();
        private final LongAdder credit = new LongAdder();
        private final LongAdder stocked = new LongAdder();
        private final LongAdder stock = new LongAdder();
        private final AtomicLong negative = new AtomicLong();
        private final LongAdder accepted = new LongAdder();
        private final LongAdder acceptedPaid = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final LongAdder refusedUnpaid = new LongAdder();
        private final LongAdder shortages = new LongAdder();
        private final LongAdder trueShortages = new LongAdder();
        private final LongAdder counted = new LongAdder();
        private final LongAdder countedRight = new LongAdder();
        private final ConcurrentHashMap<String, ConcurrentLinkedQueue<String>> differences = new ConcurrentHashMap<>();

        void read(Market market) {
            var credits = market.creditLeft();
            var stocks = market.stockLeft();
            var spent = new ConcurrentHashMap<String, Long>();
            var taken = new ConcurrentHashMap<String, Long>();
            for (var basket : market.baskets) {
                var shown = market.reader.order(basket.id);
                if (shown.isEmpty()) {
                    differ("I6 sales", "order %s can't be read".formatted(basket.id));
                    continue;
                }
                boolean paid = shown.get().paid();
                if (paid) {
                    spent.merge(basket.user, shown.get().cost(), Long::sum);
                    shown.get().pieces().forEach((item, pieces) -> taken.merge(item, pieces, Long::sum));
                }
                judge(basket, paid);
                if (basket.refusedForCredit()) {
                    shortage(basket, credits.getOrDefault(basket.user, 0L) < basket.cost);
                }
                if (basket.refusedForStock()) {
                    shortage(
                            basket,
                            basket.pieces.entrySet().stream()
                                    .anyMatch(line -> stocks.getOrDefault(line.getKey(), 0L) < line.getValue()));
                }
            }
            market.granted.forEach((user, funds) -> {
                granted.add(funds);
                long found = credits.getOrDefault(user, 0L) + spent.getOrDefault(user, 0L);
                credit.add(found);
                if (found != funds) {
                    differ("I1", "user %s: granted %d, but credit + paid orders are %d".formatted(user, funds, found));
                }
            });
            market.stocked.forEach((item, pieces) -> {
                stocked.add(pieces);
                long found = stocks.getOrDefault(item, 0L) + taken.getOrDefault(item, 0L);
                stock.add(found);
                if (found != pieces) {
                    differ("I2", "item %s: stocked %d, but stock + sold are %d".formatted(item, pieces, found));
                }
            });
            negative.addAndGet(credits.values().stream().filter(n -> n < 0).count()
                    + stocks.values().stream().filter(n -> n < 0).count());
        }

        private void judge(Basket basket, boolean paid) {
            if (basket.accepted()) {
                accepted.increment();
                if (paid) {
                    acceptedPaid.increment();
                } else {
                    differ("I6 sales", "order %s is unpaid: %s".formatted(basket.id, basket.story()));
                }
            } else if (basket.refused()) {
                refused.increment();
                if (paid) {
                    differ("I6 refusals", "order %s is paid: %s".formatted(basket.id, basket.story()));
                } else {
                    refusedUnpaid.increment();
                }
            } else if (!basket.uncertain() && paid) {
                differ("I6 refusals", "order %s is paid, and nobody asked for it".formatted(basket.id));
            }
        }

        private void shortage(Basket basket, boolean isTrue) {
            shortages.increment();
            if (isTrue) {
                trueShortages.increment();
            } else {
                differ(
                        "I6 shortages",
                        "order %s was refused, but could be had: %s".formatted(basket.id, basket.story()));
            }
        }

        void read(Till till) {
            counted.add(2);
            check(till.credit, till.reader.credit(till.user), "user " + till.user);
            check(till.stock, till.reader.stock(till.item), "item " + till.item);
        }

        private void check(Till.Count count, OptionalLong found, String what) {
            if (found.isPresent() && count.allows(found.getAsLong())) {
                countedRight.increment();
            } else {
                differ("I1 tills", "%s: answers make %s, found %s".formatted(what, count, found));
            }
        }

        private void differ(String name, String difference) {
            differences
                    .computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>())
                    .add(difference);
        }

        private List<String> differencesOf(String name) {
            return List.copyOf(differences.getOrDefault(name, new ConcurrentLinkedQueue<>()));
        }

        private Verdict verdict(String name, String rule, LongAdder expected, LongAdder found) {
            return Verdict.of(name, rule, expected.sum(), found.sum(), differencesOf(name));
        }

        List<Verdict> verdicts() {
            return List.of(
                    verdict("I1", "funds granted = credit + paid orders, for each user", granted, credit),
                    verdict("I1 tills", "each 200 of add_funds, pay, add, subtract counts once", counted, countedRight),
                    verdict("I2", "pieces stocked = stock + pieces of paid orders, for each item", stocked, stock),
                    Verdict.of("I3", "no credit and no stock is negative", 0L, negative.get(), List.of()),
                    verdict("I6 sales", "every order that was answered 200 is paid", accepted, acceptedPaid),
                    verdict("I6 refusals", "no order that was only refused is paid", refused, refusedUnpaid),
                    verdict("I6 shortages", "every shortage that was told is one", shortages, trueShortages));
        }
    }
}
