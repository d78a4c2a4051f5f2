package webscale.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Schedules of faults, each the same again for the same seed, and their execution. */
final class Chaos {
    private static final List<String> LINKS = List.of(
            "gateway-order",
            "gateway-payment",
            "gateway-stock",
            "order-payment",
            "order-stock",
            "payment-order",
            "order-postgres",
            "payment-postgres",
            "stock-postgres");
    /** Clients' requests are counted by whoever sends them, so only what services tell each other may come twice. */
    private static final List<String> MESSAGES = List.of("order-payment", "order-stock", "payment-order");

    private static final List<String> DATABASES = List.of("order-postgres", "payment-postgres", "stock-postgres");
    private static final Link.Weather FOUL = new Link.Weather(Duration.ofMillis(200), 5, false);
    private static final Link.Weather TWICE = new Link.Weather(Duration.ZERO, 0, true);

    private Chaos() {}

    /** So many faults of every kind, on average {@code every} so often; some overlap. */
    static List<Fault.Due> random(Random random, int faults, Duration every, boolean clocks) {
        var schedule = new ArrayList<Fault.Due>();
        var at = Duration.ZERO;
        for (int i = 0; i < faults; i++) {
            at = at.plusMillis(1 + random.nextLong(2 * every.toMillis()));
            schedule.add(new Fault.Due(at, any(random, clocks)));
        }
        return schedule;
    }

    private static Fault any(Random random, boolean clocks) {
        int kind = random.nextInt(100);
        var process = one(random, Stage.PROCESSES);
        var link = one(random, LINKS);
        var way = random.nextBoolean() ? Link.Way.REQUESTS : Link.Way.ANSWERS;
        var lasts = Duration.ofMillis(500 + random.nextInt(7_500));
        var message = one(random, MESSAGES);
        var database = one(random, DATABASES);
        var service = one(random, Stage.SERVICES);
        var offset = Duration.ofHours(random.nextBoolean() ? 1 : -1);
        if (kind < 28) {
            return Fault.kill(process);
        }
        if (kind < 44) {
            return Fault.pause(process, random.nextInt(50) == 0 ? lasts.plusSeconds(20) : lasts);
        }
        if (kind < 58) {
            return Fault.cut(link);
        }
        if (kind < 64) {
            return Fault.split(link, lasts);
        }
        if (kind < 70) {
            return Fault.splitOneWay(link, way, lasts);
        }
        if (kind < 78) {
            return Fault.late(link, way, lasts);
        }
        if (kind < 84) {
            return Fault.weather("5 % loss and 200 ms jitter on", link, FOUL, lasts);
        }
        if (kind < 90) {
            return Fault.weather("everything twice on", message, TWICE, lasts);
        }
        if (kind < 95 || !clocks) {
            return Fault.killInMidCommit(database);
        }
        return Fault.clock(service, offset, lasts);
    }

    /** Each fault by itself, {@code apart} after the end of the one before. */
    static List<Fault.Due> oneByOne(List<Fault> faults, Duration apart) {
        var schedule = new ArrayList<Fault.Due>();
        var at = apart;
        for (var fault : faults) {
            schedule.add(new Fault.Due(at, fault));
            at = at.plus(fault.lasts()).plus(apart);
        }
        return schedule;
    }

    static <T> T one(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static void sleepUntil(long nanos) {
        while (nanos - System.nanoTime() > 0) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }

    private record Step(Duration at, Fault fault, boolean begins) {}

    /** @return how many faults found something to hit; all of them have ended */
    static int inflict(Stage stage, List<Fault.Due> schedule, Consumer<String> log) {
        var steps = new ArrayList<Step>();
        for (var due : schedule) {
            steps.add(new Step(due.at(), due.fault(), true));
            steps.add(new Step(due.at().plus(due.fault().lasts()), due.fault(), false));
        }
        steps.sort(Comparator.comparing(Step::at));
        long start = System.nanoTime();
        int hits = 0;
        for (var step : steps) {
            sleepUntil(start + step.at().toNanos());
            if (!step.begins()) {
                step.fault().end().accept(stage);
            } else if (step.fault().begin().test(stage)) {
                hits++;
                log.accept("%7.1f s  %s%s"
                        .formatted(
                                step.at().toMillis() / 1e3,
                                step.fault().what(),
                                step.fault().lasts().isZero()
                                        ? ""
                                        : " for %.1f s"
                                                .formatted(step.fault().lasts().toMillis() / 1e3)));
            }
        }
        return hits;
    }
}
