package webscale.query.documents.json;

import java.nio.charset.StandardCharsets;

/**
 * A value that may be stored: compact JSON text that keeps all rules of {@link JsonInput}.
 *
 * @param depth objects and arrays inside each other; 0 for what is neither
 */
@SuppressWarnings("ArrayRecordComponent")
public record JsonValue(byte[] text, int depth) {
    /** The first byte of a value tells its kind. */
    public char kind() {
        return (char) text[0];
    }

    public boolean isNumber() {
        return kind() == '-' || (kind() >= '0' && kind() <= '9');
    }

    /** The part of this value that lies there. */
    JsonValue part(JsonText json, JsonText.Span span) {
        return new JsonValue(json.slice(span), json.depth(span));
    }

    @Override
    public String toString() {
        return new String(text, StandardCharsets.UTF_8);
    }
}
