package webscale.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import webscale.drill.Stage.Setting;
import webscale.drill.shop.Books;
import webscale.drill.shop.Traffic;
import webscale.drill.shop.Verdict;

/**
 * Every endpoint of the shop, asked what its OpenAPI description allows and what it doesn't, by schemathesis, while
 * clients shop. First the public ones through the gateway, with the books; then the internal ones.
 */
final class Fuzz implements Drill {
    private static final String FUZZER = "schemathesis==4.32.5";
    private static final int ROUNDS_MAX = 12;
    private static final int EXAMPLES = 150;
    private static final Pattern GENERATED = Pattern.compile("(\\d[\\d,]*) generated");
    private static final Duration DRAIN_WITHIN = Duration.ofSeconds(90);
    private static final String INTERNAL = "^/(internal|q)/";

    @Override
    public String name() {
        return "fuzz";
    }

    @Override
    public String what() {
        return "every endpoint, from its OpenAPI description, by schemathesis";
    }

    @Override
    public Optional<String> lacking() {
        return Command.works(List.of("python3", "-m", "venv", "--help"))
                ? Optional.empty()
                : Optional.of("there is no python3 with venv (Debian: python3-venv)");
    }

    @Override
    public boolean usual() {
        return false;
    }

    @Override
    public Report run(Orders orders) {
        long begun = System.nanoTime();
        var verdicts = new ArrayList<Verdict>();
        var figures = new ArrayList<String>();
        var fuzzer = installed(orders);
        try (var stage = Stage.open(Setting.PLAIN, orders.data(), orders.port())) {
            var tally = stage.tally();
            var traffic = Traffic.start(stage.shop(), tally, 1, 3, orders.seed());
            try (var books = new Books(traffic, tally, stage.audits())) {
                long sent = 0;
                for (int round = 0; sent < orders.requests() && round < ROUNDS_MAX; round++) {
                    for (var service : Stage.SERVICES) {
                        var gateway = stage.system().gatewayUrl();
                        sent += fuzz(fuzzer, orders, round, stage, service, gateway, "--exclude-path-regex", verdicts);
                    }
                    orders.log().accept("    %,d requests".formatted(sent));
                }
                traffic.stop();
                books.drain(DRAIN_WITHIN);
                figures.add("%,d requests by %s; beside them %,d operations of clients"
                        .formatted(sent, FUZZER, tally.operations()));
                verdicts.add(new Verdict(
                        "requests",
                        "at least so many were sent",
                        "true",
                        Boolean.toString(sent >= orders.requests()),
                        List.of()));
                verdicts.addAll(books.verdicts());
            }
            for (var service : Stage.SERVICES) {
                fuzz(fuzzer, orders, 0, stage, service, stage.system().url(service), "--include-path-regex", verdicts);
            }
        }
        return new Report(name(), orders.seed(), Drill.since(begun), figures, verdicts, "");
    }

    /** @return how many requests were sent */
    private static long fuzz(
            Path fuzzer,
            Orders orders,
            int round,
            Stage stage,
            String service,
            String url,
            String filter,
            List<Verdict> verdicts) {
        var log = orders.data().resolve("logs/fuzz-%s-%d%s.log".formatted(service, round, filter));
        int status = Command.run(
                List.of(
                        fuzzer.toString(),
                        "run",
                        stage.system().url(service) + "/q/openapi",
                        "--url=" + url,
                        "--checks=not_a_server_error",
                        "--phases=examples,coverage,fuzzing",
                        "--max-examples=" + EXAMPLES,
                        "--seed=" + (orders.seed() + round),
                        "--workers=4",
                        "--request-timeout=100",
                        "--suppress-health-check=all",
                        "--generation-database=none",
                        "--continue-on-failure",
                        "--warnings=off",
                        "--no-color",
                        filter,
                        INTERNAL),
                log);
        verdicts.add(new Verdict(
                "no 5xx, no hang",
                (filter.startsWith("--ex") ? "public" : "internal") + " endpoints of " + service + ", round " + round,
                "0",
                Integer.toString(status),
                status == 0 ? List.of() : List.of("see " + log)));
        return generated(log);
    }

    private static long generated(Path log) {
        try {
            var found = GENERATED.matcher(Files.readString(log));
            return found.find() ? Long.parseLong(found.group(1).replace(",", "")) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In an environment of Python's, beside the data, so that it is there the next time. */
    private static Path installed(Orders orders) {
        var environment = orders.data().resolveSibling("fuzz-venv");
        var program = environment.resolve("bin/schemathesis");
        var log = orders.data().resolveSibling("fuzz-venv.log");
        try {
            Files.createDirectories(environment);
            if (!Files.exists(program)) {
                orders.log().accept("  installing " + FUZZER + " in " + environment);
                int made = Command.run(List.of("python3", "-m", "venv", environment.toString()), log);
                var pip = environment.resolve("bin/pip").toString();
                if (made != 0 || Command.run(List.of(pip, "install", "-q", FUZZER), log) != 0) {
                    throw new IllegalStateException(
                            "can't install: " + new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip());
                }
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
