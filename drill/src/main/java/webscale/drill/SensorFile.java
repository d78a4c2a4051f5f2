package webscale.drill;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * A CSV file of records of which everything is known, made anew each time it is read. Row i has the value i; each
 * thousandth is a bad one.
 *
 * @param rows bad ones included, without the header
 */
record SensorFile(long rows) implements Iterable<byte[]> {
    static final int BAD_EVERY = 1_000;
    private static final int EACH = 20_000;
    private static final int STEP_SECONDS = 5;
    private static final int BLOCK = 5_000;
    private static final long FIRST = Instant.parse("2021-01-01T00:00:00Z").getEpochSecond();
    private static final int ROW_BYTES = 36;

    long bad() {
        return rows / BAD_EVERY;
    }

    long good() {
        return rows - bad();
    }

    /** Of all good rows. */
    long sum() {
        long ofAll = rows * (rows - 1) / 2;
        long ofBad = bad() * (bad() + 1) / 2 * BAD_EVERY - bad();
        return ofAll - ofBad;
    }

    /** About. */
    long bytes() {
        return rows * ROW_BYTES;
    }

    /** In pieces, so that it is never in memory as a whole. */
    @Override
    public Iterator<byte[]> iterator() {
        return LongStream.iterate(0, from -> from < rows, from -> from + BLOCK)
                .mapToObj(this::block)
                .iterator();
    }

    private byte[] block(long from) {
        var text = new StringBuilder(from == 0 ? "record_time,sensor_id,value\n" : "");
        for (long row = from; row < Math.min(rows, from + BLOCK); row++) {
            text.append(Instant.ofEpochSecond(FIRST + row % EACH * STEP_SECONDS))
                    .append(",sensor_")
                    .append(row / EACH)
                    .append(',');
            if (row % BAD_EVERY == BAD_EVERY - 1) {
                text.append("NaN");
            } else {
                text.append(row);
            }
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
