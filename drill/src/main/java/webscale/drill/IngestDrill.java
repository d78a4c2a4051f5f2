package webscale.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import webscale.drill.shop.Verdict;
import webscale.local.LocalSystem;
import webscale.local.SystemPlan;
import webscale.local.Wiring;

/**
 * Loads a file of sensors' records and generates weather, and in the middle of each kills what stores the rows, what
 * holds them and what carries them. Then every row must be there, once.
 */
final class IngestDrill implements Drill {
    /** Each at its part of the rows. The broker comes last: what was read from it ahead is stored without it. */
    private static final List<String> VICTIMS = List.of("ingest", "postgres", "kafka");

    private static final long HEAP_MIB_MAX = 256;
    private static final int WEATHER_FOR_EACH = 5;
    /** A small load has as many, so that it too has a middle. */
    private static final int CHUNKS_MIN = 100;

    private static final long CHUNK_BYTES_MAX = 1 << 20;
    private static final int BATCH_MAX = 10_000;
    private static final Duration WITHIN = Duration.ofMinutes(30);
    private static final Duration POLL = Duration.ofMillis(5);

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String what() {
        return "sensors' and weather's rows by the million (--rows), while ingest, Postgres and Kafka are killed";
    }

    @Override
    public boolean usual() {
        return false;
    }

    @Override
    public Report run(Orders orders) {
        long begun = System.nanoTime();
        var sensors = new SensorFile(orders.rows());
        long weather = WEATHER_FOR_EACH * orders.rows();
        var verdicts = new ArrayList<Verdict>();
        var figures = new ArrayList<String>();
        try (var system = open(orders, sensors);
                var table = new LoadTable(system.databaseUrl("warehouse"));
                var client = new Uploads(system.gatewayUrl())) {
            var footprint = Footprint.of(system, "ingest");
            var scene = new Scene(system, table, verdicts, figures);
            scene.load("records", orders.rows(), () -> client.upload("records", sensors));
            verdicts.addAll(table.records(sensors));
            scene.load("weather", weather, () -> client.generate("weather", recipe(weather, orders)));
            verdicts.addAll(table.weather(weather));
            figures.add(footprint.end());
            verdicts.add(new Verdict(
                    "I7 heap",
                    "ingest may use at most %d MiB of it".formatted(HEAP_MIB_MAX),
                    "true",
                    Boolean.toString(footprint.heapMax() > 0 && footprint.heapMax() <= HEAP_MIB_MAX),
                    List.of()));
        }
        return new Report(name(), orders.seed(), Drill.since(begun), figures, verdicts, "");
    }

    /** Nothing but what rows go through. */
    private static LocalSystem open(Orders orders, SensorFile sensors) {
        Stage.delete(orders.data());
        var plan = SystemPlan.of(orders.data(), orders.port());
        var ingest = plan.services().stream()
                .filter(service -> service.name().equals("ingest"))
                .toList();
        var chunkSize = Math.min(CHUNK_BYTES_MAX, sensors.bytes() / CHUNKS_MIN);
        var system = LocalSystem.prepared(plan.with(ingest).with(new Wiring() {
            @Override
            public Map<String, String> environment(String process) {
                return Map.of("WEBSCALE_INGEST_CHUNK_SIZE", Long.toString(chunkSize));
            }
        }));
        // A drill that is broken off leaves nothing running.
        Runtime.getRuntime().addShutdownHook(new Thread(system::close, "end of the drill"));
        return system.startAll();
    }

    private static Map<String, Long> recipe(long rows, Orders orders) {
        return Map.of(
                "total_records", rows, "batch_size", Math.min(BATCH_MAX, rows / CHUNKS_MIN), "seed", orders.seed());
    }

    /** Where it happens, and what was seen of it. */
    private record Scene(LocalSystem system, LoadTable table, List<Verdict> verdicts, List<String> figures) {
        void load(String dataset, long rows, Runnable client) {
            long begun = System.nanoTime();
            var sender = Thread.ofVirtual().start(client);
            long inTheMiddle = 0;
            var kills = new ArrayList<String>();
            for (int i = 0; i < VICTIMS.size(); i++) {
                var victim = VICTIMS.get(i);
                long due = rows * (i + 1) / (VICTIMS.size() + 1);
                long at = table.await(dataset, progress -> progress.rows() >= due, WITHIN, POLL)
                        .rows();
                long pid = system.pid(victim);
                system.signal(victim, "KILL");
                long killed = System.nanoTime();
                inTheMiddle += at < rows ? 1 : 0;
                awaitBack(victim, pid);
                table.await(dataset, progress -> progress.rows() > at || progress.done(), WITHIN, POLL);
                kills.add("%s at row %,d, went on after %s".formatted(victim, at, Report.seconds(Drill.since(killed))));
            }
            var end = table.await(dataset, LoadTable.Progress::done, WITHIN, POLL);
            var took = Drill.since(begun);
            join(sender);
            figures.add("%s: %,d rows in %s, %,d a second"
                    .formatted(
                            dataset,
                            end.rows(),
                            Report.seconds(took),
                            end.rows() * 1000 / Math.max(1, took.toMillis())));
            kills.forEach(kill -> figures.add("  killed " + kill));
            verdicts.add(new Verdict(
                    "I7 " + dataset + " killed",
                    "each was killed once, before all rows were there",
                    Integer.toString(VICTIMS.size()),
                    Long.toString(inTheMiddle),
                    List.of()));
        }

        private void awaitBack(String process, long before) {
            long deadline = System.nanoTime() + WITHIN.toNanos();
            while (system.pid(process) == before || !system.ready(process)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(process + " doesn't come back");
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }

        private static void join(Thread client) {
            try {
                client.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
