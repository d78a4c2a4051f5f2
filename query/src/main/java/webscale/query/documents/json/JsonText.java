package webscale.query.documents.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import webscale.query.documents.json.JsonPath.Element;
import webscale.query.documents.json.JsonPath.Member;

/**
 * Finds places in JSON text without building a tree of it, so that a document costs no more memory than its bytes. It
 * is for text that was checked when it was stored: of what is wrong it notices only what it stumbles over.
 */
public final class JsonText {
    /** Where a value is: from its first byte to before {@code to}. */
    public record Span(int from, int to) {
        public int length() {
            return to - from;
        }
    }

    /** Takes the members or elements of a container, one after the other; false ends it. */
    @FunctionalInterface
    public interface Visitor {
        /** @param name the member's name with its quotes; null in an array */
        boolean visit(Span name, Span value);
    }

    private static final JsonFactory FACTORY = new JsonFactory();

    private final byte[] text;
    private final int end;

    public JsonText(byte[] text) {
        this(text, text.length);
    }

    JsonText(byte[] text, int end) {
        this.text = text;
        this.end = end;
    }

    /** The whole value. */
    public Span root() {
        int from = skipBlanks(0);
        return new Span(from, afterValue(from));
    }

    /** Where the path leads, if there is anything. */
    public Optional<Span> find(JsonPath path) {
        var at = root();
        for (var step : path.steps()) {
            var next =
                    switch (step) {
                        case Member(String name) -> member(at, name);
                        case Element(int index) -> element(at, index);
                    };
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    public byte[] slice(Span span) {
        return Arrays.copyOfRange(text, span.from(), span.to());
    }

    /** What a span of a string says. */
    public String string(Span span) {
        if (!hasEscapes(span)) {
            return new String(text, span.from() + 1, span.length() - 2, StandardCharsets.UTF_8);
        }
        try (JsonParser parser = FACTORY.createParser(text, span.from(), span.length())) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first byte of a value tells its kind. */
    public char kind(Span span) {
        return (char) text[span.from()];
    }

    /** How deep objects and arrays lie inside each other; 0 for what is neither. */
    public int depth(Span span) {
        int depth = 0;
        int deepest = 0;
        for (int i = span.from(); i < span.to(); i++) {
            switch (text[i]) {
                case '"' -> i = afterString(i) - 1;
                case '{', '[' -> deepest = Math.max(deepest, ++depth);
                case '}', ']' -> depth--;
                default -> {}
            }
        }
        return deepest;
    }

    /** Members of an object, elements of an array, characters of a string. */
    public int count(Span span) {
        if (kind(span) == '"') {
            return characters(span);
        }
        var count = new int[1];
        each(span, (name, value) -> ++count[0] > 0);
        return count[0];
    }

    /** Visits what an object or an array holds; nothing where it is neither. */
    public void each(Span span, Visitor visitor) {
        char kind = kind(span);
        if (kind != '{' && kind != '[') {
            return;
        }
        int at = skipBlanks(span.from() + 1);
        if (at(at) == '}' || at(at) == ']') {
            return;
        }
        while (true) {
            Span name = null;
            if (kind == '{') {
                name = new Span(at, afterString(at));
                at = skipBlanks(name.to());
                expect(at, ':');
                at = skipBlanks(at + 1);
            }
            var value = new Span(at, afterValue(at));
            if (!visitor.visit(name, value)) {
                return;
            }
            at = skipBlanks(value.to());
            if (at(at) != ',') {
                expect(at, kind == '{' ? '}' : ']');
                return;
            }
            at = skipBlanks(at + 1);
        }
    }

    private Span member(Span object, String name) {
        if (kind(object) != '{') {
            return null;
        }
        var wanted = name.getBytes(StandardCharsets.UTF_8);
        var found = new Span[1];
        each(object, (span, value) -> {
            if (says(span, name, wanted)) {
                found[0] = value;
            }
            return found[0] == null;
        });
        return found[0];
    }

    private boolean says(Span span, String name, byte[] wanted) {
        if (hasEscapes(span)) {
            return string(span).equals(name);
        }
        return Arrays.equals(text, span.from() + 1, span.to() - 1, wanted, 0, wanted.length);
    }

    private Span element(Span array, int index) {
        if (kind(array) != '[') {
            return null;
        }
        int wanted = index < 0 ? index + count(array) : index;
        var found = new Span[1];
        var at = new int[1];
        each(array, (name, value) -> {
            if (at[0]++ == wanted) {
                found[0] = value;
            }
            return found[0] == null;
        });
        return found[0];
    }

    private int characters(Span string) {
        if (hasEscapes(string)) {
            var text = string(string);
            return text.codePointCount(0, text.length());
        }
        int count = -2; // the quotes
        for (int i = string.from(); i < string.to(); i++) {
            if ((text[i] & 0xC0) != 0x80) {
                count++;
            }
        }
        return count;
    }

    private boolean hasEscapes(Span span) {
        for (int i = span.from(); i < span.to(); i++) {
            if (text[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    private int afterValue(int at) {
        switch (at(at)) {
            case '"' -> {
                return afterString(at);
            }
            case '{', '[' -> {
                return afterContainer(at);
            }
            default -> {
                int i = at;
                while (i < end && isLiteral(text[i])) {
                    i++;
                }
                if (i == at) {
                    throw malformed(at);
                }
                return i;
            }
        }
    }

    private int afterContainer(int at) {
        int depth = 0;
        for (int i = at; i < end; i++) {
            switch (text[i]) {
                case '"' -> i = afterString(i) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (--depth == 0) {
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        throw malformed(end);
    }

    private int afterString(int at) {
        expect(at, '"');
        for (int i = at + 1; i < end; i++) {
            if (text[i] == '"') {
                return i + 1;
            }
            if (text[i] == '\\') {
                i++;
            }
        }
        throw malformed(end);
    }

    private static boolean isLiteral(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'E';
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < end && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) {
            at++;
        }
        return at;
    }

    private byte at(int at) {
        if (at >= end) {
            throw malformed(at);
        }
        return text[at];
    }

    private void expect(int at, char c) {
        if (at(at) != c) {
            throw malformed(at);
        }
    }

    private static MalformedJsonException malformed(int at) {
        return new MalformedJsonException("no JSON at byte " + at);
    }
}
