package webscale.ingest.dataset;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Requests in Common Log Format, or in Combined, whose two more fields are left out. Whatever else is in a line, it is
 * stored when it has host, time, status and size; equal lines count each.
 */
@Singleton
public class AccessLog implements Dataset {
    private static final Format FORMAT = new Format.Lines();
    private static final Target TARGET = new Target.Append("access_log", "host, time, request, status, size, country");
    private static final int TIME_LENGTH = 26;
    /** Longer ones wouldn't fit into a page of the index. */
    private static final int HOST_BYTES_MAX = 1_024;

    private final Countries countries;

    AccessLog(Countries countries) {
        this.countries = countries;
    }

    @Override
    public String name() {
        return "access-log";
    }

    @Override
    public Format format() {
        return FORMAT;
    }

    /** Any; the length is as good as dice, and the same for the same line. */
    @Override
    public int lane(Row row, int lanes) {
        return row.length() % lanes;
    }

    @Override
    public Optional<String> read(Row row, CopyRows out) {
        var data = row.bytes();
        int hostEnd = indexOf(data, row.from(), row.to(), ' ');
        if (hostEnd <= row.from()) {
            return Optional.of("there is no host");
        }
        if (hostEnd - row.from() > HOST_BYTES_MAX) {
            return Optional.of("the host is longer than " + HOST_BYTES_MAX + " bytes");
        }
        int open = timeBegin(data, hostEnd, row.to());
        if (open < 0) {
            return Optional.of("there is no time such as [18/Aug/1995:00:00:01 -0400]");
        }
        int timeEnd = open + 1 + TIME_LENGTH;
        int end = trimmed(data, timeEnd + 1, row.to());
        int status = statusBegin(data, timeEnd + 1, end);
        if (status < 0) {
            return Optional.of("there is no status and size");
        }
        int sizeEnd = status + 4;
        while (sizeEnd < end && data[sizeEnd] != ' ') {
            sizeEnd++;
        }
        var host = text(data, row.from(), hostEnd);
        out.row(6)
                .text(host)
                .time(Times.commonLog(data, open + 1, timeEnd))
                .text(request(data, timeEnd + 1, status))
                .smallint((int) Decimals.whole(data, status, status + 3));
        if (data[status + 4] == '-') {
            out.nothing();
        } else {
            out.bigint(Decimals.whole(data, status + 4, sizeEnd));
        }
        out.text(countries.of(host));
        return Optional.empty();
    }

    /** The first bracket that a time stands in. */
    private static int timeBegin(byte[] data, int from, int to) {
        for (int i = from; i + 1 + TIME_LENGTH < to; i++) {
            if (data[i] == '['
                    && data[i + 1 + TIME_LENGTH] == ']'
                    && Times.commonLog(data, i + 1, i + 1 + TIME_LENGTH) != Times.BAD) {
                return i;
            }
        }
        return -1;
    }

    /** The last place where three digits and a size stand alone: at the end, or before the quotes of Combined. */
    private static int statusBegin(byte[] data, int from, int to) {
        for (int i = to - 5; i > from; i--) {
            if (data[i - 1] != ' ' || data[i + 3] != ' ' || Decimals.whole(data, i, i + 3) < 100) {
                continue;
            }
            int end = i + 4;
            while (end < to && data[end] != ' ') {
                end++;
            }
            boolean size = (end == i + 5 && data[i + 4] == '-') || Decimals.whole(data, i + 4, end) >= 0;
            if (size && (end == to || data[end + 1] == '"')) {
                return i;
            }
        }
        return -1;
    }

    private static String request(byte[] data, int from, int to) {
        int begin = from;
        int end = trimmed(data, from, to);
        while (begin < end && data[begin] == ' ') {
            begin++;
        }
        if (end - begin >= 2 && data[begin] == '"' && data[end - 1] == '"') {
            begin++;
            end--;
        }
        return text(data, begin, end);
    }

    /** What isn't UTF-8 is taken for Latin-1, in which every byte is a character. */
    private static String text(byte[] data, int from, int to) {
        var charset = Utf8.length(data, from, to) >= 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return new String(data, from, to - from, charset).replace('\0', '\uFFFD');
    }

    private static int trimmed(byte[] data, int from, int to) {
        int end = to;
        while (end > from && (data[end - 1] == ' ' || data[end - 1] == '\r' || data[end - 1] == '\t')) {
            end--;
        }
        return end;
    }

    private static int indexOf(byte[] data, int from, int to, char wanted) {
        for (int i = from; i < to; i++) {
            if (data[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Target target() {
        return TARGET;
    }
}
