package webscale.query.documents.browse;

import java.util.ArrayList;
import java.util.List;
import webscale.query.documents.json.JsonPath;
import webscale.query.documents.json.JsonPath.Element;
import webscale.query.documents.json.JsonPath.Member;
import webscale.query.documents.json.JsonText;
import webscale.query.documents.json.JsonText.Span;

/**
 * What the page shows of a document: a part of it, however large it is. Objects and arrays that are too deep or too many
 * to show are links to a page of their own.
 */
final class Tree {
    static final int CHILDREN_PER_PAGE = 100;
    private static final int CHILDREN_INSIDE = 20;
    private static final int ROWS_MAX = 500;
    private static final int LEVELS_MAX = 4;
    private static final int TEXT_BYTES_MAX = 300;

    /** How a row stands in the page. */
    enum Kind {
        /** Begins an object or an array. */
        OPEN,
        /** Ends it. */
        CLOSE,
        /** A value that is shown, or its beginning. */
        LEAF,
        /** A link to what isn't shown. */
        MORE
    }

    /**
     * One line.
     *
     * @param path where it leads
     * @param from the first child to show there
     */
    record Row(Kind kind, String name, String text, JsonPath path, int from) {}

    private final JsonText json;
    private final List<Row> rows = new ArrayList<>();

    private Tree(JsonText json) {
        this.json = json;
    }

    /** The rows of the value at the path, whose text this is, from its child {@code from} on. */
    static List<Row> rows(byte[] text, JsonPath path, int from) {
        var tree = new Tree(new JsonText(text));
        var root = tree.json.root();
        tree.value(path.isRoot() ? "document" : path.toString(), root, path, from, CHILDREN_PER_PAGE, 0);
        return List.copyOf(tree.rows);
    }

    private void value(String name, Span span, JsonPath path, int from, int childrenMax, int level) {
        char kind = json.kind(span);
        if (kind != '{' && kind != '[') {
            rows.add(new Row(
                    Kind.LEAF, name, beginning(span, level == 0 ? Integer.MAX_VALUE : TEXT_BYTES_MAX), path, 0));
            return;
        }
        int count = json.count(span);
        var size = kind == '{' ? "{" + count + "}" : "[" + count + "]";
        if (level == LEVELS_MAX || (level > 0 && rows.size() > ROWS_MAX)) {
            rows.add(new Row(Kind.MORE, name, size, path, 0));
            return;
        }
        rows.add(new Row(Kind.OPEN, name, size, path, 0));
        children(span, path, from, childrenMax, level);
        if (count - from > childrenMax) {
            rows.add(new Row(Kind.MORE, "…", "the next of " + count, path, from + childrenMax));
        }
        rows.add(new Row(Kind.CLOSE, "", "", path, 0));
    }

    private void children(Span span, JsonPath path, int from, int childrenMax, int level) {
        var index = new int[1];
        json.each(span, (name, value) -> {
            int at = index[0]++;
            if (at >= from) {
                var step = name == null ? new Element(at) : new Member(json.string(name));
                var label = name == null ? Integer.toString(at) : json.string(name);
                value(label, value, path.then(step), 0, CHILDREN_INSIDE, level + 1);
            }
            return at + 1 < from + childrenMax;
        });
    }

    /** At most so many bytes of the text, and never half a character. */
    private String beginning(Span span, int bytesMax) {
        if (span.length() <= bytesMax) {
            return new String(json.slice(span), java.nio.charset.StandardCharsets.UTF_8);
        }
        var cut = new String(
                json.slice(new Span(span.from(), span.from() + bytesMax)), java.nio.charset.StandardCharsets.UTF_8);
        return cut.replaceAll("\uFFFD+$", "") + "… (" + span.length() + " bytes)";
    }
}
