package webscale.drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import webscale.local.LocalSystem;
import webscale.local.SystemPlan;

/** {@code ./drill.sh}: runs drills, prints what each found, and fails if any invariant broke. */
@Command(
        name = "drill.sh",
        description = "Runs the whole shop, breaks something, and holds the books against what clients were answered.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Drills implements Callable<Integer> {
    private static final int ROWS_MIN = 10_000;

    @Parameters(paramLabel = "DRILL", arity = "0..*", description = "which ones (default: all usual ones)")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "say what there is, and end")
    private boolean list;

    @Option(names = "--seed", paramLabel = "N", description = "replay (default: a new one, which is printed)")
    private Long seed;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "500",
            description = "of the long drill (default: 500)")
    private int faults;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "10000",
            description = "of the fuzz drill, at least (default: 10000)")
    private int requests;

    @Option(
            names = "--shoppers",
            paramLabel = "N",
            defaultValue = "4",
            description = "the load: markets open at once (default: 4)")
    private int shoppers;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "of sensors, for the ingest drill; the weather has five times as many (default: 2000000)")
    private long rows;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8200",
            description = "the gateway's port; the next 15 are used too (default: 8200)")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "where the data is kept (default: .data/drill)")
    private Path data;

    @Option(names = "--inside", hidden = true)
    private boolean inside;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Drills()).execute(arguments));
    }

    private List<Drill> all() {
        return Stream.of(FaultDrills.all(), BadCompany.all(), List.of(new IngestDrill(), new Control(), new Fuzz()))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Integer call() {
        if (rows < ROWS_MIN) {
            throw new CommandLine.ParameterException(new CommandLine(this), "--rows must be at least " + ROWS_MIN);
        }
        if (list) {
            all().forEach(drill ->
                    say("%-12s %s%s".formatted(drill.name(), drill.what(), drill.usual() ? "" : " (only when named)")));
            return 0;
        }
        var chosen = chosen();
        long first = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
        var folder = data == null ? Path.of(System.getProperty("webscale.home", "."), ".data", "drill") : data;
        if (!inside) {
            LocalSystem.train(SystemPlan.of(folder, port).with(this::say));
        }
        boolean passed = true;
        for (var drill : chosen) {
            passed &= run(drill, first, folder.toAbsolutePath().resolve(drill.name()));
        }
        return passed ? 0 : 1;
    }

    private List<Drill> chosen() {
        if (names.isEmpty()) {
            return all().stream().filter(Drill::usual).toList();
        }
        return names.stream()
                .map(name -> all().stream()
                        .filter(drill -> drill.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new CommandLine.ParameterException(
                                new CommandLine(this), "There is no drill " + name + "; --list names them")))
                .toList();
    }

    private boolean run(Drill drill, long seed, Path folder) {
        if (drill.lacking().isPresent()) {
            Report.skipped(drill.name(), drill.lacking().get()).lines().forEach(this::say);
            return true;
        }
        if (drill.inNamespace() && !inside) {
            return Namespace.again(List.of(
                            drill.name(),
                            "--inside",
                            "--seed=" + seed,
                            "--port=" + port,
                            "--shoppers=" + shoppers,
                            "--data=" + folder.getParent()))
                    == 0;
        }
        if (drill.inNamespace()) {
            FullDisk.mount(folder);
        }
        say("%-10s %s, seed %d".formatted(drill.name(), drill.what(), seed));
        var report = drill.run(new Drill.Orders(folder, port, seed, faults, requests, shoppers, rows, this::say));
        report.lines().forEach(this::say);
        if (report.passed() && !drill.inNamespace()) {
            Stage.delete(folder);
        } else if (!report.passed()) {
            say("  its data and logs are in " + folder);
        }
        return report.passed();
    }

    private void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
