package webscale.query.documents.json;

import java.util.Arrays;
import java.util.Optional;
import webscale.commons.http.ProblemException;
import webscale.query.documents.json.JsonText.Span;

/**
 * A document while it is edited: its text, into which new pieces are spliced. It remembers the last place, so that a
 * batch of edits in one place looks for it once.
 */
public final class Draft {
    private final int bytesMax;
    private final int depthMax;
    private byte[] text;
    private int length;
    private JsonPath lastPath;
    private Span lastSpan;
    private int lastCount;
    private boolean changed;

    public Draft(byte[] text, int bytesMax, int depthMax) {
        this.text = text;
        this.length = text.length;
        this.bytesMax = bytesMax;
        this.depthMax = depthMax;
    }

    public boolean isChanged() {
        return changed;
    }

    public byte[] text() {
        return length == text.length && !changed ? text : Arrays.copyOf(text, length);
    }

    /** @throws ProblemException 404 if the path leads nowhere */
    Span at(JsonPath path) {
        if (path.equals(lastPath)) {
            return lastSpan;
        }
        var span = json().find(path).orElseThrow(() -> nothingAt(path));
        remember(path, span, -1);
        return span;
    }

    char kind(Span span) {
        return (char) text[span.from()];
    }

    /** Members, elements or characters of what lies at the last place. */
    int count() {
        if (lastCount < 0) {
            lastCount = json().count(lastSpan);
        }
        return lastCount;
    }

    byte[] slice(Span span) {
        return Arrays.copyOfRange(text, span.from(), span.to());
    }

    /** Puts another value at the last place. */
    void replace(byte[] with) {
        splice(lastSpan.from(), lastSpan.to(), with);
        remember(lastPath, new Span(lastSpan.from(), lastSpan.from() + with.length), -1);
    }

    /** Adds to the string or array at the last place, before its closing quote or bracket. */
    void extend(byte[] with, int countAdded) {
        int count = count();
        splice(lastSpan.to() - 1, lastSpan.to() - 1, with);
        remember(lastPath, new Span(lastSpan.from(), lastSpan.to() + with.length), count + countAdded);
    }

    /**
     * Puts another document in the place of this one.
     *
     * @throws ProblemException 413 if it is too long or too deep
     */
    void become(JsonValue document) {
        if (document.text().length > bytesMax) {
            throw JsonInput.tooLong(bytesMax);
        }
        checkDepth(document.depth());
        text = document.text().clone();
        length = text.length;
        lastPath = null;
        changed = true;
    }

    /** @throws ProblemException 413 if a document may not be as deep as that */
    void checkDepth(int depth) {
        if (depth > depthMax) {
            throw JsonInput.tooDeep(depthMax);
        }
    }

    JsonText json() {
        return new JsonText(text, length);
    }

    private void remember(JsonPath path, Span span, int count) {
        lastPath = path;
        lastSpan = span;
        lastCount = count;
    }

    private void splice(int from, int to, byte[] with) {
        int longer = length - (to - from) + with.length;
        if (longer > bytesMax && longer > length) {
            throw JsonInput.tooLong(bytesMax);
        }
        if (!changed || longer > text.length) {
            // The first text belongs to the store, which compares with it.
            text = Arrays.copyOf(text, Math.max(longer, Math.max(text.length, length) + length / 8));
            changed = true;
        }
        System.arraycopy(text, to, text, from + with.length, length - to);
        System.arraycopy(with, 0, text, from, with.length);
        length = longer;
    }

    private static ProblemException nothingAt(JsonPath path) {
        return new ProblemException(
                404,
                null,
                Optional.of(path.toString())
                        .filter(text -> !text.isEmpty())
                        .map(text -> "The document has nothing at " + text)
                        .orElse("The document is empty"));
    }
}
