package webscale.ingest.generate;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A row in the making. */
final class Text {
    private final byte[] bytes = new byte[256];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    Text clear() {
        length = 0;
        return this;
    }

    Text add(byte[] ascii) {
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    Text add(String ascii) {
        return add(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    Text add(char ascii) {
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** {@code -12.34} for -1234. */
    Text hundredths(long value) {
        if (value < 0) {
            add('-');
        }
        long size = Math.abs(value);
        return add(Long.toString(size / 100)).add('.').digits(size % 100, 2);
    }

    /** ISO 8601 with milliseconds and the offset that is given as text. */
    Text time(long epochSecond, ZoneOffset offset, byte[] offsetText) {
        var time = LocalDateTime.ofEpochSecond(epochSecond, 0, offset);
        return digits(time.getYear(), 4)
                .add('-')
                .digits(time.getMonthValue(), 2)
                .add('-')
                .digits(time.getDayOfMonth(), 2)
                .add('T')
                .digits(time.getHour(), 2)
                .add(':')
                .digits(time.getMinute(), 2)
                .add(':')
                .digits(time.getSecond(), 2)
                .add(".000")
                .add(offsetText);
    }

    private Text digits(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        length += count;
        return this;
    }
}
