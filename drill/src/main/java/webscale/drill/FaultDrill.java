package webscale.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import webscale.drill.shop.Answer;
import webscale.drill.shop.Books;
import webscale.drill.shop.Tally;
import webscale.drill.shop.Traffic;
import webscale.drill.shop.Verdict;

/**
 * Faults by a schedule while clients shop, and the books when it is over.
 *
 * @param mutation done to the running shop before anyone shops; nothing, except to see whether the checker notices
 */
record FaultDrill(
        String name,
        String what,
        Stage.Setting setting,
        Optional<String> lacking,
        boolean usual,
        boolean inNamespace,
        Consumer<Stage> mutation,
        Schedule schedule)
        implements Drill {
    /** The same for the same seed. */
    interface Schedule {
        List<Fault.Due> of(Random random, Orders orders);
    }

    /** Faults begin when so many checkouts have been accepted: the shop is warm, and markets are under way. */
    private static final int WARM = 50;

    private static final Duration WARM_WITHIN = Duration.ofSeconds(60);
    private static final Duration DRAIN_WITHIN = Duration.ofSeconds(90);
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);

    static FaultDrill of(String name, String what, Stage.Setting setting, Schedule schedule) {
        return new FaultDrill(name, what, setting, Optional.empty(), true, false, stage -> {}, schedule);
    }

    FaultDrill lacking(Optional<String> why) {
        return new FaultDrill(name, what, setting, why, usual, inNamespace, mutation, schedule);
    }

    FaultDrill unusual() {
        return new FaultDrill(name, what, setting, lacking, false, inNamespace, mutation, schedule);
    }

    FaultDrill inOwnNamespace() {
        return new FaultDrill(name, what, setting, lacking, usual, true, mutation, schedule);
    }

    FaultDrill mutated(Consumer<Stage> mutation) {
        return new FaultDrill(name, what, setting, lacking, usual, inNamespace, mutation, schedule);
    }

    @Override
    public Report run(Orders orders) {
        long begun = System.nanoTime();
        var schedule = schedule().of(new Random(orders.seed()), orders);
        var verdicts = new ArrayList<Verdict>();
        var figures = new ArrayList<String>();
        try (var stage = Stage.open(setting, orders.data(), orders.port())) {
            mutation.accept(stage);
            var tally = stage.tally();
            var traffic = Traffic.start(stage.shop(), tally, orders.shoppers(), orders.seed());
            try (var books = new Books(traffic, tally, stage.audits())) {
                awaitSales(tally);
                int hits = Chaos.inflict(stage, schedule, orders.log());
                long over = System.nanoTime();
                boolean ready = stage.awaitReady();
                traffic.stop();
                books.drain(DRAIN_WITHIN);
                var drained = Drill.since(over);
                figures.addAll(Report.figures(tally, hits, drained));
                long unknown = sellAgain(stage, orders, verdicts);
                verdicts.addAll(books.verdicts());
                verdicts.add(new Verdict(
                        "sales and refusals",
                        "both were told, so that there was something to be wrong",
                        "true",
                        Boolean.toString(tally.checkouts(Answer.Kind.ACCEPTED) > WARM
                                && tally.checkouts(Answer.Kind.REFUSED) > 0),
                        List.of()));
                verdicts.add(new Verdict(
                        "I5 all ready", "every process is ready again", "true", Boolean.toString(ready), List.of()));
                verdicts.add(new Verdict(
                        "I6 sells again",
                        "every answer is definite once the faults are over",
                        "0",
                        Long.toString(unknown),
                        List.of()));
            }
        }
        return new Report(name, orders.seed(), Drill.since(begun), figures, verdicts, "");
    }

    private static void awaitSales(Tally tally) {
        long deadline = System.nanoTime() + WARM_WITHIN.toNanos();
        while (tally.checkouts(Answer.Kind.ACCEPTED) < WARM && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Shops for a while without faults, and adds what was found wrong by it. */
    private static long sellAgain(Stage stage, Orders orders, List<Verdict> verdicts) {
        var tally = new Tally();
        var traffic = Traffic.start(stage.shop(tally), tally, 2, orders.seed() + 1_000);
        try (var books = new Books(traffic, tally, stage.audits())) {
            LockSupport.parkNanos(AFTERWARDS.toNanos());
            traffic.stop();
            books.drain(DRAIN_WITHIN);
            books.verdicts().stream().filter(verdict -> !verdict.holds()).forEach(verdicts::add);
        }
        return tally.checkouts(Answer.Kind.UNKNOWN) + tally.checkouts(Answer.Kind.NOT_BEGUN);
    }
}
