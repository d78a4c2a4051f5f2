package webscale.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import webscale.ingest.dataset.Format;
import webscale.ingest.dataset.Row;

/**
 * Cuts a stream into rows, in flat memory. A row ends with its line, unless a quoted CSV field goes on in the next. A
 * quote that is never closed properly ends with its line too, so that it costs one row and not the rest of the file.
 */
final class RowReader {
    private static final int CUT = 1_024;

    private final InputStream in;
    private final boolean csv;
    private final int rowMax;
    private byte[] buffer;
    private int at;
    private int end;
    private boolean eof;
    private long line;
    private long nextLine = 1;

    /** @param rowMax bytes; of a longer row only the beginning is kept, marked as cut */
    RowReader(InputStream in, Format format, int rowMax) {
        this.in = in;
        this.csv = format instanceof Format.Csv;
        this.rowMax = rowMax;
        this.buffer = new byte[Math.max(256 << 10, 2 * rowMax)];
    }

    /** The line that the row begins on, from 1. */
    long line() {
        return line;
    }

    /**
     * Reads the first row and holds it against the header.
     *
     * @throws BadFileException 400 if it is another
     */
    void header(List<String> names) throws IOException {
        var row = new Row();
        var wanted = String.join(",", names);
        if (!next(row)) {
            throw new BadFileException(400, "The file is empty; its first line must be " + wanted);
        }
        boolean same = row.split() == names.size();
        for (int i = 0; same && i < names.size(); i++) {
            same = row.field(i).strip().equalsIgnoreCase(names.get(i));
        }
        if (!same) {
            throw new BadFileException(400, "The first line of the file must be the header " + wanted);
        }
    }

    /** Moves on to the next row that isn't blank; false at the end. */
    boolean next(Row row) throws IOException {
        while (true) {
            if (at == end && !fill()) {
                return false;
            }
            if (nextLine == 1) {
                skipByteOrderMark();
            }
            line = nextLine;
            int length = length();
            if (length > rowMax) {
                row.set(Arrays.copyOfRange(buffer, at, at + CUT), 0, CUT, true);
                skipLine();
                return true;
            }
            int from = at;
            int to = at + length;
            at = Math.min(to + 1, end);
            if (to > from && buffer[to - 1] == '\r') {
                to--;
            }
            if (!isBlank(from, to)) {
                row.set(buffer, from, to, false);
                return true;
            }
        }
    }

    /** Of the row that begins at {@code at}, without the line feed that ends it. */
    private int length() throws IOException {
        int length = lineLength(0);
        nextLine++;
        if (!csv || length > rowMax || !hasQuote(length)) {
            return length;
        }
        int whole = length;
        long lines = 0;
        while (isOpen(whole)) {
            if (at + whole >= end && !more(whole + 1)) {
                return length;
            }
            whole = lineLength(whole + 1);
            lines++;
            if (whole > rowMax) {
                return length;
            }
        }
        nextLine += lines;
        return whole;
    }

    /** How far the next line feed is from {@code at}, looking from {@code from} on; past {@code rowMax} it isn't looked for. */
    private int lineLength(int from) throws IOException {
        int i = from;
        while (true) {
            int limit = Math.min(end, at + rowMax + 1);
            int p = at + i;
            while (p < limit && buffer[p] != '\n') {
                p++;
            }
            i = p - at;
            if (p < limit || i > rowMax || !more(i + 1)) {
                return i;
            }
        }
    }

    private boolean hasQuote(int length) {
        for (int i = at; i < at + length; i++) {
            if (buffer[i] == '"') {
                return true;
            }
        }
        return false;
    }

    /** Whether the end of these bytes is inside of a quoted field. One that is closed in a wrong way isn't open. */
    private boolean isOpen(int length) {
        int to = at + length;
        int i = at;
        while (i < to) {
            if (buffer[i] != '"') {
                while (i < to && buffer[i] != ',') {
                    i++;
                }
                i++;
                continue;
            }
            i++;
            while (true) {
                while (i < to && buffer[i] != '"') {
                    i++;
                }
                if (i >= to) {
                    return true;
                }
                if (i + 1 < to && buffer[i + 1] == '"') {
                    i += 2;
                    continue;
                }
                i++;
                break;
            }
            if (i < to && buffer[i] != ',' && buffer[i] != '\r') {
                return false;
            }
            i++;
        }
        return false;
    }

    private void skipLine() throws IOException {
        while (true) {
            while (at < end) {
                if (buffer[at++] == '\n') {
                    return;
                }
            }
            if (!fill()) {
                return;
            }
        }
    }

    private void skipByteOrderMark() throws IOException {
        if (more(3) && buffer[at] == (byte) 0xEF && buffer[at + 1] == (byte) 0xBB && buffer[at + 2] == (byte) 0xBF) {
            at += 3;
        }
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Makes at least so many bytes available from {@code at} on; false when the file has fewer. */
    private boolean more(int wanted) throws IOException {
        while (end - at < wanted) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        if (eof) {
            return false;
        }
        if (at > 0 && end == buffer.length) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            eof = true;
            return false;
        }
        end += read;
        return read > 0;
    }
}
