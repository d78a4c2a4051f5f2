package webscale.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import webscale.drill.Link.Way;
import webscale.drill.Stage.Setting;

/** The rows of the fault table, one drill each. */
final class FaultDrills {
    private static final List<String> INTERNAL =
            List.of("order-payment", "order-stock", "order-postgres", "payment-postgres", "stock-postgres");
    private static final Duration APART = Duration.ofSeconds(2);
    /** Longer than a replica's lease (3 s) and than the time-out between services (4 s). */
    private static final Duration LONG = Duration.ofSeconds(6);

    private FaultDrills() {}

    static List<Drill> all() {
        return List.of(
                FaultDrill.of("kill", "SIGKILL of each process, Redis too", Setting.PLAIN, FaultDrills::kills),
                FaultDrill.of("pause", "SIGSTOP of each process, for 1 to 25 s", Setting.PLAIN, FaultDrills::pauses),
                FaultDrill.of(
                        "commit",
                        "SIGKILL of Postgres in the middle of statements and commits",
                        Setting.LINKED,
                        (random, orders) -> Chaos.oneByOne(
                                repeated(
                                        4,
                                        Stream.of("order-postgres", "payment-postgres", "stock-postgres")
                                                .map(Fault::killInMidCommit)
                                                .toList()),
                                Duration.ofMillis(2_500))),
                FaultDrill.of("cut", "connections cut on every link", Setting.LINKED, FaultDrills::cuts),
                FaultDrill.of(
                        "split",
                        "services and databases out of reach of each other, both ways and one way",
                        Setting.LINKED,
                        FaultDrills::splits),
                FaultDrill.of(
                        "late",
                        "messages and answers delivered after their time-out, to another life",
                        Setting.LINKED,
                        FaultDrills::late),
                FaultDrill.of(
                        "twice",
                        "every message between services delivered twice",
                        Setting.LINKED,
                        (random, orders) -> Stream.of("order-payment", "order-stock", "payment-order")
                                .map(link -> new Fault.Due(
                                        Duration.ZERO,
                                        Fault.weather(
                                                "everything twice on",
                                                link,
                                                new Link.Weather(Duration.ZERO, 0, true),
                                                Duration.ofSeconds(20))))
                                .toList()),
                FaultDrill.of(
                        "loss",
                        "5 % loss and 200 ms jitter on every internal link",
                        Setting.LINKED,
                        (random, orders) -> INTERNAL.stream()
                                .map(link -> new Fault.Due(
                                        Duration.ZERO,
                                        Fault.weather(
                                                "5 % loss and 200 ms jitter on",
                                                link,
                                                new Link.Weather(Duration.ofMillis(200), 5, false),
                                                Duration.ofSeconds(20))))
                                .toList()),
                FaultDrill.of(
                                "clock",
                                "the clock of one service jumps by an hour, and back",
                                new Setting(false, true, 1),
                                FaultDrills::clocks)
                        .lacking(
                                Clocks.installed().isPresent()
                                        ? Optional.empty()
                                        : Optional.of("libfaketime is not installed (Debian: faketime)")),
                FullDisk.drill(),
                FaultDrill.of(
                        "loop",
                        "each service killed again and again as it comes back",
                        Setting.PLAIN,
                        FaultDrills::loops),
                FaultDrill.of(
                        "replicas",
                        "two replicas of order, killed and paused, recover at once",
                        new Setting(true, false, 2),
                        FaultDrills::replicas),
                FaultDrill.of(
                                "long",
                                "random faults of every kind; --faults says how many",
                                longSetting(),
                                (random, orders) -> Chaos.random(
                                        random,
                                        orders.faults(),
                                        Duration.ofSeconds(2),
                                        Clocks.installed().isPresent()))
                        .unusual());
    }

    static Setting longSetting() {
        return new Setting(true, true, 1);
    }

    private static List<Fault.Due> kills(Random random, Drill.Orders orders) {
        var all = Stream.concat(Stage.PROCESSES.stream(), Stream.of("redis"))
                .map(Fault::kill)
                .toList();
        return Chaos.oneByOne(shuffled(random, repeated(2, all)), APART);
    }

    private static List<Fault.Due> pauses(Random random, Drill.Orders orders) {
        var faults = new ArrayList<Fault>();
        for (var process : Stage.PROCESSES) {
            faults.add(Fault.pause(process, Duration.ofMillis(1_000 + random.nextInt(2_000))));
            faults.add(Fault.pause(process, LONG));
        }
        faults.add(Fault.pause("redis", LONG));
        faults.add(Fault.pause("stock", Duration.ofSeconds(25)));
        return Chaos.oneByOne(shuffled(random, faults), APART);
    }

    private static List<Fault.Due> cuts(Random random, Drill.Orders orders) {
        var links = Stream.concat(INTERNAL.stream(), Stream.of("gateway-order", "gateway-payment", "gateway-stock"));
        return Chaos.oneByOne(shuffled(random, repeated(4, links.map(Fault::cut).toList())), Duration.ofMillis(700));
    }

    private static List<Fault.Due> splits(Random random, Drill.Orders orders) {
        var faults = new ArrayList<Fault>();
        for (var link : INTERNAL) {
            faults.add(Fault.split(link, LONG));
            faults.add(Fault.splitOneWay(link, random.nextBoolean() ? Way.REQUESTS : Way.ANSWERS, LONG));
        }
        return Chaos.oneByOne(shuffled(random, faults), APART);
    }

    /** What is late meets an attempt that was given up meanwhile, since the order service dies after it asked. */
    static List<Fault.Due> late(Random random, Drill.Orders orders) {
        var schedule = new ArrayList<Fault.Due>();
        var at = APART;
        for (var link : shuffled(random, repeated(2, INTERNAL))) {
            var way = random.nextInt(3) == 0 ? Way.ANSWERS : Way.REQUESTS;
            schedule.add(new Fault.Due(at, Fault.late(link, way, LONG)));
            schedule.add(new Fault.Due(at.plusMillis(300 + random.nextInt(500)), Fault.kill("order")));
            at = at.plus(LONG).plus(APART);
        }
        return schedule;
    }

    private static List<Fault.Due> clocks(Random random, Drill.Orders orders) {
        var faults = new ArrayList<Fault>();
        for (var service : Stage.SERVICES) {
            faults.add(Fault.clock(service, Duration.ofHours(1), LONG));
            faults.add(Fault.clock(service, Duration.ofHours(-1), LONG));
        }
        return Chaos.oneByOne(shuffled(random, faults), Duration.ofMillis(500));
    }

    private static List<Fault.Due> loops(Random random, Drill.Orders orders) {
        var faults = new ArrayList<Fault>();
        for (var service : shuffled(random, Stage.SERVICES)) {
            faults.addAll(Collections.nCopies(8, Fault.kill(service)));
        }
        return Chaos.oneByOne(faults, Duration.ofMillis(900));
    }

    private static List<Fault.Due> replicas(Random random, Drill.Orders orders) {
        var faults = new ArrayList<Fault>();
        for (var replica : List.of("order", Stage.SECOND_ORDER)) {
            faults.add(Fault.kill(replica));
            faults.add(Fault.kill(replica));
            faults.add(Fault.pause(replica, LONG));
        }
        faults.add(Fault.momentary(
                "kill both replicas",
                stage -> stage.system().signal("order", "KILL") & stage.system().signal(Stage.SECOND_ORDER, "KILL")));
        return Chaos.oneByOne(shuffled(random, faults), APART);
    }

    private static <T> List<T> repeated(int times, List<T> list) {
        return Collections.nCopies(times, list).stream().flatMap(List::stream).toList();
    }

    private static <T> List<T> shuffled(Random random, List<T> list) {
        var copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }
}
