package webscale.ingest.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A line that shows how far a file is: first on its way to the service, then into the table. */
final class Bar {
    private static final int WIDTH = 24;

    private final String name;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private long shownNanos;

    Bar(String name) {
        this.name = name;
    }

    /** The file, with its progress shown as it is read. */
    InputStream watched(Path file) {
        try {
            long size = Math.max(1, Files.size(file));
            return new FilterInputStream(Files.newInputStream(file)) {
                private long count;

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int read = super.read(bytes, offset, length);
                    count += Math.max(0, read);
                    show("sending", (double) count / size, (count >> 20) + " MiB");
                    return read;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows the load until it is over; false if it failed. */
    boolean follow(Service service, String loadId) throws IOException, InterruptedException, Service.RefusedException {
        while (true) {
            var load = service.load(loadId);
            switch (load.path("state").asText()) {
                case "DONE" -> {
                    end(load, "");
                    return true;
                }
                case "FAILED" -> {
                    fail(load.path("failure").asText() + " (load " + loadId + ")");
                    return false;
                }
                default -> {
                    double part = load.path("rows_read").asDouble()
                            / Math.max(1, load.path("rows_total").asDouble());
                    var left = load.has("seconds_left")
                            ? ", " + load.path("seconds_left").asLong() + " s left"
                            : "";
                    show(
                            "loading",
                            part,
                            "%,d rows, %,d/s%s"
                                    .formatted(
                                            load.path("rows_read").asLong(),
                                            load.path("rows_per_second").asLong(),
                                            left));
                }
            }
            Thread.sleep(200);
        }
    }

    void end(JsonNode load, String note) {
        long rejected = load.path("rows_rejected").asLong();
        line("%s: %s%,d rows stored, %,d rejected%s"
                .formatted(
                        name,
                        note,
                        load.path("rows_stored").asLong(),
                        rejected,
                        rejected == 0
                                ? ""
                                : ", see /ingest/loads/" + load.path("load_id").asText() + "/rejects"));
    }

    void fail(String why) {
        line(name + ": failed: " + why);
    }

    private void line(String text) {
        System.out.println(terminal ? "\r\u001b[K" + text : text);
    }

    private void show(String what, double part, String more) {
        if (!terminal || System.nanoTime() - shownNanos < 100_000_000L) {
            return;
        }
        shownNanos = System.nanoTime();
        int full = (int) Math.round(Math.min(1, part) * WIDTH);
        System.out.printf(
                "\r\u001b[K%s: %s [%s%s] %3.0f %% %s",
                name, what, "=".repeat(full), " ".repeat(WIDTH - full), 100 * Math.min(1, part), more);
        System.out.flush();
    }
}
