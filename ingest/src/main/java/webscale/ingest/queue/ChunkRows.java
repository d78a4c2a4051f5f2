package webscale.ingest.queue;

import java.util.Arrays;
import webscale.ingest.dataset.Row;

/**
 * The rows in a chunk, each with the line that it stood on. A row is: how many lines it is after the one before, times
 * two, plus one if it was cut; how many bytes it has; the bytes. Both numbers in groups of seven bits, the lowest first.
 */
public final class ChunkRows {
    private ChunkRows() {}

    /** Collects rows. */
    public static final class Writer {
        private byte[] bytes = new byte[4 << 10];
        private int length;
        private long line;

        public void add(long line, Row row) {
            add(line, row.bytes(), row.from(), row.to(), row.cut());
        }

        public void add(long line, byte[] source, int from, int to, boolean cut) {
            int size = to - from;
            if (bytes.length - length < size + 20) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + size + 20));
            }
            number((line - this.line) << 1 | (cut ? 1 : 0));
            number(size);
            System.arraycopy(source, from, bytes, length, size);
            length += size;
            this.line = line;
        }

        public byte[] bytes() {
            return bytes;
        }

        public int length() {
            return length;
        }

        public void clear() {
            length = 0;
            line = 0;
        }

        private void number(long value) {
            while (value > 0x7f) {
                bytes[length++] = (byte) (value | 0x80);
                value >>>= 7;
            }
            bytes[length++] = (byte) value;
        }
    }

    /** Walks over the rows. */
    public static final class Reader {
        private final byte[] bytes;
        private int at;
        private long line;

        public Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        public long line() {
            return line;
        }

        /** @throws BadChunkException if the bytes are no rows */
        public boolean next(Row row) {
            if (at == bytes.length) {
                return false;
            }
            long distance = number();
            long size = number();
            if (size < 0 || size > bytes.length - at) {
                throw new BadChunkException("a row that is longer than its chunk");
            }
            line += distance >>> 1;
            row.set(bytes, at, at + (int) size, (distance & 1) == 1);
            at += (int) size;
            return true;
        }

        private long number() {
            long value = 0;
            for (int shift = 0; at < bytes.length && shift < 63; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new BadChunkException("a number that doesn't end");
        }
    }
}
