package webscale.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import webscale.drill.Stage.Setting;
import webscale.drill.shop.Books;
import webscale.drill.shop.Shop;
import webscale.drill.shop.Tally;
import webscale.drill.shop.Traffic;
import webscale.drill.shop.Verdict;

/** What bad company does to ordinary clients: a baseline, the same while it is there, and the same once it has gone. */
record LoadDrill(String name, String what, Company company) implements Drill {
    /** Whoever is not an ordinary client. */
    interface Company {
        /** @param verdicts what it found, when it has gone */
        Stay come(int port, Crowd crowd, List<Verdict> verdicts);
    }

    /** Lasts until it is asked to leave. */
    interface Stay {
        void leave() throws InterruptedException, IOException;
    }

    private static final int ORDERS = 200_000;
    private static final int ROWS = 10_000;
    private static final int ORDINARY = 32;
    private static final Duration WARM = Duration.ofSeconds(8);
    private static final Duration TIME = Duration.ofSeconds(12);
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration DRAIN_WITHIN = Duration.ofSeconds(90);
    private static final List<String> WATCHED = List.of("gateway", "order", "payment", "stock");
    /** The heap, the buffers and the code of a process together; the promise under ordinary load is 256 MiB. */
    private static final long MEMORY_MIB_MAX = 448;

    @Override
    public Report run(Orders orders) {
        long begun = System.nanoTime();
        var verdicts = new ArrayList<Verdict>();
        var figures = new ArrayList<String>();
        try (var stage = Stage.open(Setting.PLAIN, orders.data(), orders.port())) {
            stock(stage);
            new Crowd(orders.port(), ORDERS).shop(ORDINARY, WARM);
            var before = new Crowd(orders.port(), ORDERS).shop(ORDINARY, TIME);
            figures.add("before:  " + before.figures(TIME) + "; " + memory(stage));
            var during = new Crowd(orders.port(), ORDERS);
            var crowd = new Crowd(orders.port(), ORDERS);
            var watching = new AtomicBoolean(true);
            var peak = new long[1];
            var watcher = Thread.ofVirtual().start(() -> watch(stage, watching, peak));
            var stay = company.come(orders.port(), crowd, verdicts);
            during.shop(ORDINARY, TIME);
            figures.add("during:  " + during.figures(TIME) + "; " + memory(stage));
            stay.leave();
            watching.set(false);
            watcher.join();
            if (crowd.accepted.get() + crowd.shed.get() > 0) {
                figures.add("company: " + crowd.figures(TIME));
            }
            var after = new Crowd(orders.port(), ORDERS).shop(ORDINARY, RECOVERY);
            figures.add("after:   " + after.figures(RECOVERY) + "; " + memory(stage));
            judge(List.of(before, during, crowd, after), after, peak[0], verdicts);
            check(stage, List.of(before, during, crowd, after), verdicts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Report(name, orders.seed(), Drill.since(begun), figures, verdicts, "");
    }

    private static void stock(Stage stage) {
        var shop = stage.shop(new Tally());
        for (var path : List.of(
                "/payment/batch_init/" + ROWS + "/1000000",
                "/stock/batch_init/" + ROWS + "/1000000/1",
                "/orders/batch_init/" + ORDERS + "/" + ROWS + "/" + ROWS + "/1")) {
            var status = shop.post(path).map(Shop.Reply::status).orElse(0);
            if (status != 200) {
                throw new IllegalStateException(path + ": " + status);
            }
        }
    }

    private static void judge(List<Crowd> all, Crowd after, long peakMiB, List<Verdict> verdicts) {
        verdicts.add(verdict(
                "no 5xx",
                "no checkout is answered 5xx",
                0,
                all.stream().mapToLong(crowd -> crowd.serverErrors.get()).sum()));
        verdicts.add(verdict(
                "Retry-After",
                "each 429 says when to come again",
                0,
                all.stream()
                        .mapToLong(crowd -> crowd.shedWithoutRetryAfter.get())
                        .sum()));
        verdicts.add(verdict(
                "recovers",
                "nobody is shed, cut off or refused once the company has gone",
                0,
                after.shed.get() + after.unknown.get() + after.refused.get()));
        verdicts.add(new Verdict(
                "memory",
                "no process takes more than " + MEMORY_MIB_MAX + " MiB",
                "true",
                Boolean.toString(peakMiB <= MEMORY_MIB_MAX),
                peakMiB <= MEMORY_MIB_MAX ? List.of() : List.of(peakMiB + " MiB")));
    }

    /** Every order that a client was told to be sold is shown paid, and the books balance. */
    private static void check(Stage stage, List<Crowd> all, List<Verdict> verdicts) {
        var shop = stage.shop(new Tally());
        long told = 0;
        long paid = 0;
        for (var crowd : all) {
            for (var order : crowd.sold.stream().limit(500).toList()) {
                told++;
                var shown = shop.get("/orders/find/" + order);
                paid += shown.isPresent() && shown.get().json().path("paid").asBoolean() ? 1 : 0;
            }
        }
        verdicts.add(verdict("I6 sales", "orders that were answered 200 are paid (a sample)", told, paid));
        try (var books = new Books(Traffic.none(), new Tally(), stage.audits())) {
            books.drain(DRAIN_WITHIN);
            verdicts.addAll(books.verdicts());
        }
    }

    private static Verdict verdict(String name, String rule, long expected, long found) {
        return new Verdict(name, rule, Long.toString(expected), Long.toString(found), List.of());
    }

    private static void watch(Stage stage, AtomicBoolean watching, long[] peak) {
        while (watching.get()) {
            for (var process : WATCHED) {
                peak[0] = Math.max(peak[0], Memory.now(stage.system().pid(process)));
            }
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
    }

    private static String memory(Stage stage) {
        var text = new StringBuilder("MiB:");
        WATCHED.forEach(process -> text.append(' ')
                .append(process)
                .append(' ')
                .append(Memory.now(stage.system().pid(process))));
        return text.toString();
    }
}
