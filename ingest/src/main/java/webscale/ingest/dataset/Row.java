package webscale.ingest.dataset;

import java.nio.charset.StandardCharsets;

/**
 * One row of a file: its bytes without the end of the line and, for CSV, its fields. One object serves for all rows of a
 * file in turn, so nothing may keep it or its arrays.
 */
public final class Row {
    private static final int FIELDS_MAX = 16;

    private byte[] bytes = {};
    private int from;
    private int to;
    private boolean cut;

    /** Where the fields are: in the row itself, or unescaped in {@link #scratch} when it has quotes. */
    private byte[] data = {};

    private byte[] scratch = new byte[256];
    private final int[] starts = new int[FIELDS_MAX];
    private final int[] ends = new int[FIELDS_MAX];
    private int fields;

    /** Points at another row. */
    public void set(byte[] bytes, int from, int to, boolean cut) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.cut = cut;
        this.fields = 0;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public int length() {
        return to - from;
    }

    /** Whether this is only the beginning of a row that was too long. */
    public boolean cut() {
        return cut;
    }

    /** For people to read: what isn't UTF-8, and NUL, which Postgres can't store, is replaced. */
    public String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    /** Whether {@link #text()} is exactly what the file says. */
    public boolean faithful() {
        return !cut && Utf8.length(bytes, from, to) >= 0;
    }

    /**
     * Finds the fields of a CSV row (RFC 4180). A quote counts only at the beginning of a field; elsewhere it is a
     * character like others.
     *
     * @return how many fields there are; -1 when a quoted field isn't closed properly
     */
    public int split() {
        data = bytes;
        fields = 0;
        int count = 0;
        int start = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == ',') {
                field(count++, start, i);
                start = i + 1;
            } else if (b == '"' && i == start) {
                return splitQuoted();
            }
        }
        field(count++, start, to);
        return fields = count;
    }

    private int splitQuoted() {
        if (scratch.length < length()) {
            scratch = new byte[Math.max(length(), 2 * scratch.length)];
        }
        data = scratch;
        int count = 0;
        int at = 0;
        int i = from;
        while (true) {
            int start = at;
            if (i < to && bytes[i] == '"') {
                i++;
                while (true) {
                    if (i >= to) {
                        return -1;
                    }
                    if (bytes[i] != '"') {
                        scratch[at++] = bytes[i++];
                    } else if (i + 1 < to && bytes[i + 1] == '"') {
                        scratch[at++] = '"';
                        i += 2;
                    } else {
                        i++;
                        break;
                    }
                }
                if (i < to && bytes[i] != ',') {
                    return -1;
                }
            } else {
                while (i < to && bytes[i] != ',') {
                    scratch[at++] = bytes[i++];
                }
            }
            field(count++, start, at);
            if (i >= to) {
                return fields = count;
            }
            i++;
        }
    }

    private void field(int index, int start, int end) {
        if (index < FIELDS_MAX) {
            starts[index] = start;
            ends[index] = end;
        }
    }

    /** How many fields {@link #split()} found. */
    public int fields() {
        return fields;
    }

    /** The array that holds the fields. */
    public byte[] data() {
        return data;
    }

    public int start(int field) {
        return starts[field];
    }

    public int end(int field) {
        return ends[field];
    }

    /** Whether the field has nothing but blanks. */
    public boolean isBlank(int field) {
        for (int i = starts[field]; i < ends[field]; i++) {
            if (data[i] != ' ' && data[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    public String field(int field) {
        return new String(data, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
    }

    /** The same for equal bytes, and never negative. */
    static int hash(byte[] bytes, int from, int to) {
        int hash = 17;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ hash >>> 15) & Integer.MAX_VALUE;
    }
}
