package webscale.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import webscale.drill.shop.Verdict;
import webscale.local.LocalSystem;
import webscale.local.Ports;

/** A few random faults, and rows by the thousand. {@code -Dseed=N} replays the schedule, {@code -Dfaults=N} makes it longer; {@code ./drill.sh} has more. */
class DrillIT {
    private static final int FAULTS = Integer.getInteger("faults", 12);
    private static final int SHOPPERS = 2;
    private static final int ROWS = 50_000;

    private final long seed = Long.getLong("seed", ThreadLocalRandom.current().nextInt(1_000_000));

    @Test
    void every_invariant_survives_random_faults(@TempDir Path data) {
        var report = run(FaultDrills.random(), data);

        assertThat(report.verdicts()).as("seed " + seed).allMatch(Verdict::holds);
    }

    @Test
    void every_row_survives_the_end_of_ingest_postgres_and_kafka(@TempDir Path data) {
        var report = run(new IngestDrill(), data);

        assertThat(report.verdicts()).allMatch(Verdict::holds);
    }

    private Report run(Drill drill, Path data) {
        var orders = new Drill.Orders(
                data, Ports.block(LocalSystem.PORTS), seed, FAULTS, 0, SHOPPERS, ROWS, System.out::println);
        var report = drill.run(orders);
        report.lines().forEach(System.out::println);
        return report;
    }
}
