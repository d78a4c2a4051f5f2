package webscale.ingest.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Makes rows in the service and tells how far it is, a line for each batch. */
@Command(name = "generate", description = "Makes random rows.", mixinStandardHelpOptions = true)
final class GenerateCommand {
    @ParentCommand
    private IngestCommand parent;

    @Option(
            names = "--key",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "the same key makes rows only once, for Jobs that may be started again")
    private String key;

    @Command(description = "Observations of cities.", mixinStandardHelpOptions = true)
    int weather(
            @Option(
                            names = "--total",
                            defaultValue = "${env:TOTAL_RECORDS:-10000000}",
                            description = "default: $$TOTAL_RECORDS or 10000000")
                    long total,
            @Option(
                            names = "--batch",
                            defaultValue = "${env:BATCH_SIZE:-10000}",
                            description = "default: $$BATCH_SIZE or 10000")
                    int batch)
            throws IOException, InterruptedException {
        return follow("/ingest/weather/generate", Map.of("total_records", total, "batch_size", batch), total, batch);
    }

    @Command(description = "Measurements of sensors.", mixinStandardHelpOptions = true)
    int records(
            @Option(names = "--sensors", defaultValue = "1000") int sensors,
            @Option(names = "--records", defaultValue = "100000", description = "per sensor") int records,
            @Option(names = "--start", defaultValue = "2021-01-01") String start,
            @Option(names = "--interval", defaultValue = "5", description = "in seconds") int interval,
            @Option(names = "--time-zone", defaultValue = "Asia/Hong_Kong") String zone,
            @Option(
                            names = "--folder",
                            description = "write CSV files below the folder that the service watches, instead")
                    String folder)
            throws IOException, InterruptedException {
        var recipe = new HashMap<String, Object>(Map.of(
                "sensors",
                sensors,
                "records_per_sensor",
                records,
                "start",
                start,
                "interval",
                interval,
                "time_zone",
                zone));
        if (folder != null) {
            recipe.put("folder", folder);
        }
        return follow("/ingest/records/generate", recipe, (long) sensors * records, 20_000);
    }

    private int follow(String path, Map<String, ?> recipe, long total, int batch)
            throws IOException, InterruptedException {
        var service = new Service(parent.url);
        try {
            var body = BodyPublishers.ofString(new ObjectMapper().writeValueAsString(recipe));
            var once = key == null ? UUID.randomUUID().toString() : key;
            var started = service.post(path, "application/json", once, body);
            if (started.has("files")) {
                System.out.println(started.path("files").asInt() + " files written");
                return 0;
            }
            long said = 0;
            while (true) {
                var load = service.load(started.path("load_id").asText());
                for (long stored = load.path("rows_stored").asLong(); said < stored; ) {
                    said = Math.min(said + batch, stored);
                    System.out.println(said + "/" + total + " records inserted");
                }
                switch (load.path("state").asText()) {
                    case "DONE" -> {
                        return 0;
                    }
                    case "FAILED" ->
                        throw new Service.RefusedException(load.path("failure").asText());
                    default -> Thread.sleep(200);
                }
            }
        } catch (Service.RefusedException e) {
            System.err.println("failed: " + e.getMessage());
            return 1;
        }
    }
}
