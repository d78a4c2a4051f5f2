package webscale.ingest.generate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import webscale.commons.http.ProblemException;
import webscale.ingest.dataset.SensorRecords;
import webscale.ingest.queue.ChunkRows;

/**
 * Measurements of sensors at even distances, with values from 0 to 1.
 *
 * @param sensors          1 to 1,000,000
 * @param recordsPerSensor 1 to 100,000,000
 * @param start            the first measurement is at midnight of this day, in {@code zone}
 * @param interval         between two measurements, 1 to 86,400 s
 * @param zone             {@code Asia/Hong_Kong}
 * @param folder           where to write a CSV file for each sensor instead of loading the rows, or null
 * @param seed             the same seed makes the same values
 */
public record SensorRecipe(
        Integer sensors,
        @JsonProperty("records_per_sensor") Integer recordsPerSensor,
        String start,
        Integer interval,
        @JsonProperty("time_zone") String zone,
        String folder,
        Long seed)
        implements Recipe {
    private static final int ROWS_PER_CHUNK = 20_000;

    /** Fills in what isn't given by the public producer's defaults. */
    public SensorRecipe {
        sensors = bounded("sensors", sensors, 1_000, 1_000_000);
        recordsPerSensor = bounded("records_per_sensor", recordsPerSensor, 100_000, 100_000_000);
        interval = bounded("interval", interval, 5, 86_400);
        start = start == null ? "2021-01-01" : start;
        zone = zone == null ? "Asia/Hong_Kong" : zone;
        seed = seed == null ? 42 : seed;
        try {
            var year = LocalDate.parse(start).getYear();
            if (year < 1 || year > 9_000) {
                throw new DateTimeException("a year far away");
            }
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(
                    "start must be a day such as 2021-01-01, and time_zone a name such as Asia/Hong_Kong");
        }
        if ((long) sensors * recordsPerSensor > 10_000_000_000L
                || (long) recordsPerSensor * interval > 30_000_000_000L) {
            throw ProblemException.badRequest("This is more than ten thousand million records, or than 950 years");
        }
    }

    private static int bounded(String name, Integer value, int byDefault, int max) {
        if (value == null) {
            return byDefault;
        }
        if (value < 1 || value > max) {
            throw ProblemException.badRequest(name + " must be a whole number from 1 to " + max);
        }
        return value;
    }

    @Override
    public long rows() {
        return (long) sensors * recordsPerSensor;
    }

    @Override
    public Chunks chunks(int lanes) {
        return new Lanes(this, lanes);
    }

    /** Writes records of one sensor, from one number to another. */
    <E extends Exception> void write(String name, int sensor, int from, int to, Sink<E> sink) throws E {
        var rules = ZoneId.of(zone).getRules();
        long first = LocalDate.parse(start).atStartOfDay(ZoneId.of(zone)).toEpochSecond();
        var id = (',' + name + ',').getBytes(StandardCharsets.US_ASCII);
        var text = new Text();
        ZoneOffset offset = null;
        byte[] offsetText = {};
        for (int i = from; i < to; i++) {
            long second = first + (long) i * interval;
            var now = rules.getOffset(Instant.ofEpochSecond(second));
            if (!now.equals(offset)) {
                offset = now;
                offsetText = (now.getTotalSeconds() == 0 ? "+00:00" : now.getId()).getBytes(StandardCharsets.US_ASCII);
            }
            text.clear().time(second, offset, offsetText).add(id).add(Double.toString(value(sensor, i)));
            sink.row(i, text);
        }
    }

    private double value(int sensor, int record) {
        return new SplittableRandom(seed + (long) sensor * recordsPerSensor + record).nextDouble();
    }

    /** Takes rows with their numbers. */
    @FunctionalInterface
    interface Sink<E extends Exception> {
        void row(int record, Text text) throws E;
    }

    /** Each lane has the sensors that belong there, one after the other, cut into chunks. */
    private static final class Lanes implements Chunks {
        private final SensorRecipe recipe;
        private final String[] names;
        private final List<List<Integer>> sensors = new ArrayList<>();
        private final List<Integer> chunksBefore = new ArrayList<>();
        private int count;

        Lanes(SensorRecipe recipe, int lanes) {
            this.recipe = recipe;
            this.names = Sensors.names(recipe.sensors);
            for (int lane = 0; lane < lanes; lane++) {
                sensors.add(new ArrayList<>());
            }
            for (int i = 0; i < names.length; i++) {
                sensors.get(SensorRecords.laneOf(names[i], lanes)).add(i);
            }
            for (int lane = 0; lane < lanes; lane++) {
                chunksBefore.add(count);
                long rows = (long) sensors.get(lane).size() * recipe.recordsPerSensor;
                count = Math.toIntExact(count + Math.ceilDiv(rows, ROWS_PER_CHUNK));
            }
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public int lane(int number) {
            int lane = chunksBefore.size() - 1;
            while (chunksBefore.get(lane) > number) {
                lane--;
            }
            return lane;
        }

        @Override
        public void write(int number, ChunkRows.Writer to) {
            int lane = lane(number);
            int perSensor = recipe.recordsPerSensor;
            var here = sensors.get(lane);
            long from = (long) (number - chunksBefore.get(lane)) * ROWS_PER_CHUNK;
            long end = Math.min(from + ROWS_PER_CHUNK, (long) here.size() * perSensor);
            while (from < end) {
                int sensor = here.get((int) (from / perSensor));
                int first = (int) (from % perSensor);
                int last = (int) Math.min(perSensor, first + (end - from));
                recipe.write(
                        names[sensor],
                        sensor,
                        first,
                        last,
                        (record, text) ->
                                to.add(2 + (long) sensor * perSensor + record, text.bytes(), 0, text.length(), false));
                from += last - first;
            }
        }
    }
}
