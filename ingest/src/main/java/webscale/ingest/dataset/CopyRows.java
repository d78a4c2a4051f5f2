package webscale.ingest.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows in Postgres' binary COPY format: no character of a value can be taken for anything but itself, and the server
 * doesn't parse what was parsed here already.
 */
public final class CopyRows {
    private static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private byte[] bytes = new byte[64 << 10];
    private int length;
    private int rows;

    /** Forgets all rows. */
    public void clear() {
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        length = HEADER.length;
        rows = 0;
    }

    /** Begins a row; as many values must follow. */
    public CopyRows row(int columns) {
        room(2);
        int2(columns);
        rows++;
        return this;
    }

    public CopyRows text(byte[] source, int from, int to) {
        room(4 + to - from);
        int4(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    public CopyRows text(String value) {
        var utf8 = value.getBytes(StandardCharsets.UTF_8);
        return text(utf8, 0, utf8.length);
    }

    public CopyRows float8(double value) {
        room(12);
        int4(8);
        int8(Double.doubleToLongBits(value));
        return this;
    }

    /** A {@code timestamp} or {@code timestamptz}, in microseconds since 2000. */
    public CopyRows time(long micros) {
        return bigint(micros);
    }

    public CopyRows bigint(long value) {
        room(12);
        int4(8);
        int8(value);
        return this;
    }

    public CopyRows smallint(int value) {
        room(6);
        int4(2);
        int2(value);
        return this;
    }

    public CopyRows nothing() {
        room(4);
        int4(-1);
        return this;
    }

    /** Ends the rows; none may follow. */
    public CopyRows end() {
        room(2);
        int2(-1);
        return this;
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, length + more));
        }
    }

    private void int2(int value) {
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
    }

    private void int4(int value) {
        int2(value >>> 16);
        int2(value);
    }

    private void int8(long value) {
        int4((int) (value >>> 32));
        int4((int) value);
    }
}
