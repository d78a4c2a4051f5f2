package webscale.ingest.generate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import webscale.commons.http.ProblemException;
import webscale.ingest.queue.ChunkRows;

/**
 * Observations of cities: -10 to 40 °C, 20 to 100 % of humidity, 0 to 20 m/s of wind, in the five years before now.
 *
 * @param totalRecords 1 to 10,000,000,000
 * @param batchSize    rows in one chunk, 1 to 50,000; larger ones count as 50,000
 * @param now          in seconds since 1970
 * @param seed         the same seed makes the same rows
 */
public record WeatherRecipe(
        @JsonProperty("total_records") Long totalRecords,
        @JsonProperty("batch_size") Integer batchSize,
        Long now,
        Long seed)
        implements Recipe {
    private static final int BATCH_MAX = 50_000;
    private static final long TOTAL_MAX = 10_000_000_000L;
    private static final int FIVE_YEARS = 5 * 365 * 24 * 3600;
    private static final byte[] UTC = "+00:00".getBytes(StandardCharsets.US_ASCII);

    private static final byte[][] CITIES = Stream.of(
                    "Amsterdam",
                    "Athens",
                    "Auckland",
                    "Bangkok",
                    "Barcelona",
                    "Beijing",
                    "Berlin",
                    "Bogota",
                    "Brussels",
                    "Budapest",
                    "Buenos Aires",
                    "Cairo",
                    "Cape Town",
                    "Chicago",
                    "Copenhagen",
                    "Delhi",
                    "Dubai",
                    "Dublin",
                    "Hanoi",
                    "Helsinki",
                    "Hong Kong",
                    "Istanbul",
                    "Jakarta",
                    "Johannesburg",
                    "Karachi",
                    "Lagos",
                    "Lima",
                    "Lisbon",
                    "London",
                    "Los Angeles",
                    "Madrid",
                    "Manila",
                    "Melbourne",
                    "Mexico City",
                    "Montreal",
                    "Moscow",
                    "Mumbai",
                    "Nairobi",
                    "New York",
                    "Oslo",
                    "Paris",
                    "Prague",
                    "Rome",
                    "Santiago",
                    "Sao Paulo",
                    "Seoul",
                    "Shanghai",
                    "Singapore",
                    "Stockholm",
                    "Sydney",
                    "Taipei",
                    "Tokyo",
                    "Toronto",
                    "Vienna",
                    "Warsaw",
                    "Zurich")
            .map(city -> city.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    /** Fills in what isn't given. */
    public WeatherRecipe {
        totalRecords = totalRecords == null ? 10_000_000L : totalRecords;
        batchSize = batchSize == null ? 10_000 : Math.min(batchSize, BATCH_MAX);
        now = now == null ? Instant.now().getEpochSecond() : now;
        seed = seed == null ? System.nanoTime() : seed;
        if (totalRecords < 1 || totalRecords > TOTAL_MAX || batchSize < 1) {
            throw ProblemException.badRequest(
                    "total_records must be a whole number from 1 to " + TOTAL_MAX + ", and batch_size at least 1");
        }
        if (totalRecords / batchSize >= Integer.MAX_VALUE) {
            throw ProblemException.badRequest("These are too many batches; choose a larger batch_size");
        }
        if (Math.abs(now) > 100_000_000_000L) {
            throw ProblemException.badRequest("now is out of bounds");
        }
    }

    @Override
    public long rows() {
        return totalRecords;
    }

    @Override
    public Chunks chunks(int lanes) {
        return new Chunks() {
            @Override
            public int count() {
                return (int) Math.ceilDiv(totalRecords, (long) batchSize);
            }

            @Override
            public int lane(int number) {
                return number % lanes;
            }

            @Override
            public void write(int number, ChunkRows.Writer to) {
                batch(number, to);
            }
        };
    }

    private void batch(int number, ChunkRows.Writer to) {
        var random = new SplittableRandom(seed + number);
        var text = new Text();
        long first = (long) number * batchSize;
        long end = Math.min(first + batchSize, totalRecords);
        for (long row = first; row < end; row++) {
            text.clear()
                    .add(CITIES[random.nextInt(CITIES.length)])
                    .add(',')
                    .hundredths(random.nextInt(-1_000, 4_001))
                    .add(',')
                    .hundredths(random.nextInt(2_000, 10_001))
                    .add(',')
                    .hundredths(random.nextInt(0, 2_001))
                    .add(',')
                    .time(now - random.nextInt(FIVE_YEARS), ZoneOffset.UTC, UTC);
            to.add(row + 2, text.bytes(), 0, text.length(), false);
        }
    }
}
