package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Dashboards and alert rules ask for nothing that the running services don't tell. */
@ExtendWith(WholeSystem.class)
class DashboardsIT {
    private static final Path HOME = Catalog.home();
    private static final Path ALERTS = HOME.resolve("helm/webscale/templates/monitoring.yaml");
    private static final Path LOCUST = HOME.resolve("stress-test-k8s/chart/files/metrics.py");

    /** A metric's name and its matchers, as PromQL and the services write them alike. */
    private static final Pattern SERIES = Pattern.compile("([a-z][a-z0-9_]*)\\{((?:[^\"}]|\"[^\"]*\")*)}");

    private static final Pattern MATCHER = Pattern.compile("([a-z]+)(=~|!~|!=|=)\"([^\"]*)\"");
    /** What Prometheus adds when it finds a pod. */
    private static final Set<String> DISCOVERED = Set.of("namespace", "service", "pod", "container");

    private record Series(String metric, Map<String, String> labels) {}

    @Test
    void ask_for_what_is_there(LocalSystem system) throws Exception {
        var told = told(system);
        var locust = Files.readString(LOCUST);
        for (var expression : expressions()) {
            for (var asked : all(SERIES, expression)) {
                var metric = asked.group(1);
                if (metric.startsWith("locust_")) {
                    assertThat(locust).contains("\"" + metric + "\"");
                } else if (!metric.equals("up") && !metric.startsWith("container_")) {
                    assertThat(told)
                            .as("%s of %s", asked.group(), expression)
                            .anyMatch(series -> series.metric.equals(metric) && matches(series, asked.group(2)));
                }
            }
        }
    }

    /** Labels have to be there; values too, where they are given whole. */
    private static boolean matches(Series series, String matchers) {
        return all(MATCHER, matchers).stream()
                .filter(matcher -> !DISCOVERED.contains(matcher.group(1)))
                .allMatch(matcher -> series.labels.containsKey(matcher.group(1))
                        && (!matcher.group(2).equals("=")
                                || series.labels.get(matcher.group(1)).equals(matcher.group(3))));
    }

    private static List<String> expressions() throws IOException {
        var expressions = new ArrayList<String>();
        for (var folder : List.of("helm/webscale/files/dashboards", "stress-test-k8s/chart/files/dashboards")) {
            try (var files = Files.list(HOME.resolve(folder))) {
                for (var file : files.toList()) {
                    new ObjectMapper()
                            .readTree(file.toFile())
                            .findValuesAsText("expr")
                            .forEach(expressions::add);
                }
            }
        }
        Files.readString(ALERTS)
                .replaceAll("\\{\\{.*?}}", "")
                .lines()
                .filter(line -> line.contains("webscale_") || line.contains("http_server"))
                .forEach(expressions::add);
        assertThat(expressions).hasSizeGreaterThan(30);
        return expressions;
    }

    /** Every series of every service, after they have all had something to do. */
    private static List<Series> told(LocalSystem system) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            new Workload(system.gatewayUrl()).run();
            get(client, system.gatewayUrl() + "/weather/average?location=nowhere");
            return Stream.of("order", "payment", "stock", "ingest", "query")
                    .flatMap(service -> series(get(client, system.url(service) + "/q/metrics")))
                    .toList();
        }
    }

    private static Stream<Series> series(String metrics) {
        return metrics.lines().filter(line -> !line.startsWith("#")).map(line -> {
            var found = SERIES.matcher(line);
            return found.lookingAt()
                    ? new Series(found.group(1), labels(found.group(2)))
                    : new Series(line.replaceAll(" .*", ""), Map.of());
        });
    }

    private static Map<String, String> labels(String text) {
        return all(MATCHER, text).stream()
                .collect(Collectors.toMap(label -> label.group(1), label -> label.group(3), (one, _) -> one));
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static String get(HttpClient client, String url) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
