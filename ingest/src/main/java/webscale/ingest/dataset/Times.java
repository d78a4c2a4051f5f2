package webscale.ingest.dataset;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;

/** Reads times from bytes, as microseconds since 2000-01-01 00:00, which is how Postgres counts. */
final class Times {
    /** What isn't a time. */
    static final long BAD = Long.MIN_VALUE;

    private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final long DAY = 86_400_000_000L;
    private static final byte[] MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(StandardCharsets.US_ASCII);

    private Times() {}

    /**
     * An ISO 8601 time with its offset from UTC, {@code 2021-01-01T00:00:00.000+08:00}; a blank may stand for the T, the
     * fraction may be missing, of any length (rounded to microseconds), and the offset {@code Z}, {@code +08},
     * {@code +0800} or {@code +08:00}.
     */
    static long instant(byte[] bytes, int from, int to) {
        int at = timeEnd(bytes, from, to);
        if (at < 0 || at >= to) {
            return BAD;
        }
        long offset = offset(bytes, at, to);
        long local = local(bytes, from, at);
        return offset == BAD || local == BAD ? BAD : local - offset;
    }

    /** The same without an offset, or without the time, which is midnight then; an offset is not looked at. */
    static long asWritten(byte[] bytes, int from, int to) {
        if (to - from == 10) {
            long day = day(bytes, from);
            return day == BAD ? BAD : day * DAY;
        }
        int at = timeEnd(bytes, from, to);
        if (at < 0 || (at < to && offset(bytes, at, to) == BAD)) {
            return BAD;
        }
        return local(bytes, from, at);
    }

    /** As in Common Log Format: {@code 18/Aug/1995:00:00:01 -0400}. */
    static long commonLog(byte[] bytes, int from, int to) {
        if (to - from != 26
                || bytes[from + 2] != '/'
                || bytes[from + 6] != '/'
                || bytes[from + 11] != ':'
                || bytes[from + 20] != ' ') {
            return BAD;
        }
        int month = month(bytes, from + 3);
        long day = day(digits(bytes, from + 7, 4), month, digits(bytes, from, 2));
        long time = time(bytes, from + 12, from + 20);
        long offset = offset(bytes, from + 21, to);
        return day == BAD || time == BAD || offset == BAD ? BAD : day * DAY + time - offset;
    }

    private static int month(byte[] bytes, int at) {
        for (int month = 0; month < 12; month++) {
            if (bytes[at] == MONTHS[3 * month]
                    && bytes[at + 1] == MONTHS[3 * month + 1]
                    && bytes[at + 2] == MONTHS[3 * month + 2]) {
                return month + 1;
            }
        }
        return 0;
    }

    /** Where the date and time end and an offset begins; -1 when they can't be there. */
    private static int timeEnd(byte[] bytes, int from, int to) {
        if (to - from < 19 || (bytes[from + 10] != 'T' && bytes[from + 10] != ' ')) {
            return -1;
        }
        int i = from + 19;
        if (i < to && bytes[i] == '.') {
            do {
                i++;
            } while (i < to && bytes[i] >= '0' && bytes[i] <= '9');
        }
        return i;
    }

    private static long local(byte[] bytes, int from, int to) {
        long day = day(bytes, from);
        long time = time(bytes, from + 11, to);
        return day == BAD || time == BAD ? BAD : day * DAY + time;
    }

    private static long day(byte[] bytes, int at) {
        if (bytes[at + 4] != '-' || bytes[at + 7] != '-') {
            return BAD;
        }
        return day(digits(bytes, at, 4), digits(bytes, at + 5, 2), digits(bytes, at + 8, 2));
    }

    private static long day(int year, int month, int day) {
        if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) {
            return BAD;
        }
        if (day > 28 && day > YearMonth.of(year, month).lengthOfMonth()) {
            return BAD;
        }
        // Days since a 1st of March, from which on each month's first day is a linear function of its number.
        int shifted = month > 2 ? month - 3 : month + 9;
        int years = month > 2 ? year : year - 1;
        long days = 365L * years + years / 4 - years / 100 + years / 400 + (153 * shifted + 2) / 5 + day - 1;
        return days - 719_468 - EPOCH_DAY;
    }

    /** {@code 23:59:59.999}, up to 24 hours less a microsecond. */
    private static long time(byte[] bytes, int from, int to) {
        if (bytes[from + 2] != ':' || bytes[from + 5] != ':') {
            return BAD;
        }
        int hour = digits(bytes, from, 2);
        int minute = digits(bytes, from + 3, 2);
        int second = digits(bytes, from + 6, 2);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return BAD;
        }
        long micros = ((hour * 60L + minute) * 60 + second) * 1_000_000;
        if (from + 8 == to) {
            return micros;
        }
        int fraction = 0;
        int i = from + 9;
        if (i == to) {
            return BAD;
        }
        for (int unit = 100_000; i < to && unit > 0; unit /= 10) {
            fraction += (bytes[i++] - '0') * unit;
        }
        return micros + fraction + (i < to && bytes[i] >= '5' ? 1 : 0);
    }

    /** In microseconds: {@code Z}, {@code +08}, {@code +0800}, {@code +08:00}, a blank before it or not. */
    private static long offset(byte[] bytes, int from, int to) {
        int at = bytes[from] == ' ' ? from + 1 : from;
        int length = to - at;
        if (length == 1) {
            return bytes[at] == 'Z' || bytes[at] == 'z' ? 0 : BAD;
        }
        if ((length != 3 && length != 5 && length != 6) || (bytes[at] != '+' && bytes[at] != '-')) {
            return BAD;
        }
        if (length == 6 && bytes[at + 3] != ':') {
            return BAD;
        }
        int hours = digits(bytes, at + 1, 2);
        int minutes = length == 3 ? 0 : digits(bytes, to - 2, 2);
        if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) {
            return BAD;
        }
        long offset = (hours * 60L + minutes) * 60_000_000;
        return bytes[at] == '-' ? -offset : offset;
    }

    private static int digits(byte[] bytes, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
