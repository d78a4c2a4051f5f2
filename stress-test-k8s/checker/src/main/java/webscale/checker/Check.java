package webscale.checker;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import webscale.drill.shop.Answer;
import webscale.drill.shop.Audits;
import webscale.drill.shop.Books;
import webscale.drill.shop.Shop;
import webscale.drill.shop.Tally;
import webscale.drill.shop.Traffic;

/** Both forms of the public scenario beside ordinary shoppers, then everybody's books. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Runs the public consistency test in both its forms, then audits every service.")
final class Check implements Callable<Integer> {
    private static final Duration DRAIN_WITHIN = Duration.ofMinutes(3);
    /** Clients of one checkout at the same moment, now and then. */
    private static final int CROWD = 3;

    @Option(names = "--url", required = true, description = "Where clients find the shop: the ingress.")
    private String url;

    @Option(
            names = "--services",
            defaultValue = "http://shop-%s",
            paramLabel = "PATTERN",
            description = "Where a service is found past the ingress, %%s for its name (default: ${DEFAULT-VALUE}).")
    private String services;

    @Option(names = "--clients", defaultValue = "100", description = "At once (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--shoppers",
            defaultValue = "2",
            description = "Markets that are open beside (default: ${DEFAULT-VALUE}).")
    private int shoppers;

    @Option(names = "--seed", description = "Repeats a run's choices.")
    private Long seed;

    @Option(names = "--report", paramLabel = "FILE", description = "Also writes the outcome there, as JUnit does.")
    private Path report;

    @Option(names = "--chaos", description = "Kill pods meanwhile; needs the right to list and delete them.")
    private boolean chaos;

    @Option(
            names = "--namespace",
            defaultValue = "shop",
            description = "Where the pods are (default: ${DEFAULT-VALUE}).")
    private String namespace;

    @Option(
            names = "--parts",
            split = ",",
            defaultValue = "order,payment,stock,query,postgres,redis",
            description = "What to kill (default: ${DEFAULT-VALUE}).")
    private List<String> parts;

    @Option(names = "--kills", defaultValue = "5", description = "Of each part (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--pace",
            defaultValue = "PT4S",
            description = "Between kills, at least (default: ${DEFAULT-VALUE}).")
    private Duration pace;

    private final Instance<KubernetesClient> cluster;

    Check(Instance<KubernetesClient> cluster) {
        this.cluster = cluster;
    }

    @Override
    public Integer call() throws InterruptedException {
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong() : seed;
        System.out.println("seed " + chosen);
        var tally = new Tally();
        try (var shop = Shop.behindIngress(url, tally)) {
            var outcome = check(shop, tally, chosen);
            outcome.print();
            if (report != null) {
                outcome.write(report);
            }
            return outcome.held() ? Checker.HELD : Checker.BROKEN;
        } catch (IllegalStateException e) {
            System.err.println("can't be told: " + e.getMessage());
            return Checker.UNTOLD;
        }
    }

    private Outcome check(Shop shop, Tally tally, long seed) throws InterruptedException {
        var atOnce = new AtOnce(clients);
        var audits = new Audits(service -> new Shop(services.formatted(service), tally));
        var traffic = Traffic.start(shop, tally, shoppers, CROWD, seed);
        try (var books = new Books(traffic, tally, audits)) {
            var killing = chaos ? Optional.of(Killing.begin(chaos(seed))) : Optional.<Killing>empty();
            var runs = new ArrayList<PublicScenario.Run>();
            var random = new Random(seed);
            do {
                for (var scenario : List.of(PublicScenario.ONE_ITEM, PublicScenario.SINGLE_PIECES)) {
                    System.out.println("public scenario: " + scenario.name());
                    runs.add(scenario.run(shop, atOnce, random));
                }
            } while (killing.isPresent() && killing.get().isUnderWay());
            traffic.stop();
            var figures = new ArrayList<String>();
            if (killing.isPresent()) {
                figures.add("killed: " + killing.get().end());
            }
            var drained = books.drain(DRAIN_WITHIN);
            figures.addAll(figures(tally, runs, shop, atOnce));
            figures.add("at rest after " + drained.toMillis() / 1000 + " s");
            var verdicts = new ArrayList<>(books.verdicts());
            runs.forEach(run -> verdicts.addAll(run.verdicts(shop, atOnce)));
            return new Outcome(figures, verdicts);
        }
    }

    private Chaos chaos(long seed) {
        return new Chaos(cluster.get(), namespace, parts, kills, pace, seed);
    }

    private static List<String> figures(Tally tally, List<PublicScenario.Run> runs, Shop shop, AtOnce atOnce) {
        long sold =
                runs.stream().mapToLong(run -> run.settledAsSold(shop, atOnce)).sum();
        long unknown = runs.stream()
                .flatMap(run -> run.answers().stream())
                .filter(answer -> answer.kind() == Answer.Kind.UNKNOWN)
                .count();
        return List.of(
                "%,d requests; checkouts: %,d accepted, %,d refused, %,d not begun, %,d unknown"
                        .formatted(
                                tally.operations(),
                                tally.checkouts(Answer.Kind.ACCEPTED),
                                tally.checkouts(Answer.Kind.REFUSED),
                                tally.checkouts(Answer.Kind.NOT_BEGUN),
                                tally.checkouts(Answer.Kind.UNKNOWN)),
                "%,d requests that the ingress answered by 502 to 504 instead of the shop"
                        .formatted(tally.ingressErrors()),
                "the public scenarios' unknown, settled by asking: %d sold, %d not".formatted(sold, unknown - sold),
                "longest time without an answer to anybody: %d ms, to one client: %d ms"
                        .formatted(
                                tally.longestGap().toMillis(),
                                tally.longestWait().toMillis()));
    }

    /** Chaos on a thread of its own; what it throws comes out at the end. */
    private record Killing(Chaos chaos, Thread thread, List<RuntimeException> failures) {
        static Killing begin(Chaos chaos) {
            var failures = new ArrayList<RuntimeException>();
            var thread = Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
                try {
                    chaos.run();
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            });
            return new Killing(chaos, thread, failures);
        }

        boolean isUnderWay() {
            return thread.isAlive();
        }

        String end() throws InterruptedException {
            thread.join();
            for (var failure : failures) {
                throw new IllegalStateException("chaos: " + failure.getMessage(), failure);
            }
            return chaos.killed().toString();
        }
    }
}
