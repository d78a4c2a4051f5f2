package webscale.ingest.dataset;

import java.nio.charset.StandardCharsets;

/** Reads decimal numbers from bytes. */
final class Decimals {
    private static final long EXACT_MAX = 1L << 53;
    private static final double[] POWERS = new double[23];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = Double.parseDouble("1e" + i);
        }
    }

    private Decimals() {}

    /**
     * The double that is nearest to a number such as {@code -12.5} or {@code 1e-3}.
     *
     * @return NaN for everything else: other notations, no digits, what is too large for a double
     */
    static double parse(byte[] bytes, int from, int to) {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (i < to && (bytes[i] == '-' || bytes[i] == '+')) {
            i++;
        }
        long digits = 0;
        int count = 0;
        int scale = 0;
        boolean exact = true;
        boolean point = false;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                count++;
                if (digits < EXACT_MAX / 10) {
                    digits = digits * 10 + digit;
                    scale += point ? 1 : 0;
                } else {
                    exact = false;
                }
            } else if (bytes[i] == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        if (i < to) {
            return isExponent(bytes, i, to) ? slow(bytes, from, to) : Double.NaN;
        }
        if (!exact || scale >= POWERS.length) {
            return slow(bytes, from, to);
        }
        // Both are exact and a division rounds correctly, so this is the nearest double (Clinger 1990).
        double value = digits / POWERS[scale];
        return negative ? -value : value;
    }

    /** A whole number of at most 18 digits, or -1. */
    static long whole(byte[] bytes, int from, int to) {
        if (from >= to || to - from > 18) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static boolean isExponent(byte[] bytes, int at, int to) {
        if (bytes[at] != 'e' && bytes[at] != 'E') {
            return false;
        }
        int i = at + 1;
        if (i < to && (bytes[i] == '-' || bytes[i] == '+')) {
            i++;
        }
        if (i == to || to - i > 9) {
            return false;
        }
        for (; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static double slow(byte[] bytes, int from, int to) {
        double value = Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        return Double.isInfinite(value) ? Double.NaN : value;
    }
}
