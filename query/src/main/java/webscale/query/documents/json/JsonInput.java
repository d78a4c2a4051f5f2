package webscale.query.documents.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import webscale.commons.http.ProblemException;
import webscale.query.documents.json.JsonText.Span;

/**
 * Reads what clients send, in one pass and without a tree. What comes out is compact JSON in UTF-8 whose integers fit
 * into 64 bits, whose other numbers are finite doubles, whose texts are Unicode and whose names are unique.
 */
public final class JsonInput {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE) // counted here
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final int bytesMax;
    private final int depthMax;

    public JsonInput(int bytesMax, int depthMax) {
        this.bytesMax = bytesMax;
        this.depthMax = depthMax;
    }

    /** The members of an object, by name. */
    public static final class Members {
        private final JsonValue whole;
        private final JsonText text;
        private final Map<String, Span> spans = new HashMap<>();

        private Members(JsonValue whole) {
            this.whole = whole;
            this.text = new JsonText(whole.text());
            text.each(text.root(), (name, value) -> {
                spans.put(text.string(name), value);
                return true;
            });
        }

        public Optional<JsonValue> get(String name) {
            return Optional.ofNullable(spans.get(name)).map(span -> whole.part(text, span));
        }

        /** @throws ProblemException 400 if there is no such member */
        public JsonValue required(String name) {
            return get(name).orElseThrow(() -> ProblemException.badRequest("\"" + name + "\" is missing"));
        }

        /** @throws ProblemException 400 if there is no such member, or it is no string */
        public String string(String name) {
            var span = spans.get(name);
            if (span == null || text.kind(span) != '"') {
                throw ProblemException.badRequest("\"" + name + "\" must be a string");
            }
            return text.string(span);
        }

        /** Each member as it stands, in the order of the text. */
        public Map<String, JsonValue> all() {
            var all = new LinkedHashMap<String, JsonValue>();
            text.each(text.root(), (name, value) -> {
                all.put(text.string(name), whole.part(text, value));
                return true;
            });
            return all;
        }
    }

    /**
     * The value that the bytes are.
     *
     * @throws ProblemException 400 if they aren't JSON or break a rule, 413 if they are too many or too deep
     */
    public JsonValue value(byte[] body) {
        return value(body, bytesMax, depthMax);
    }

    /**
     * An object around a value, which may be as long and as deep as one by itself.
     *
     * @throws ProblemException as above, and 400 if it is no object
     */
    public Members envelope(byte[] body) {
        return members(value(body, Integer.MAX_VALUE, depthMax + 1));
    }

    /** @throws ProblemException 400 if it is no object */
    public static Members members(JsonValue object) {
        if (object.kind() != '{') {
            throw ProblemException.badRequest("The body must be a JSON object");
        }
        return new Members(object);
    }

    /** What a string says. */
    public static String text(JsonValue string) {
        var json = new JsonText(string.text());
        return json.string(json.root());
    }

    private static JsonValue value(byte[] body, int bytesMax, int depthMax) {
        var out = new ByteArrayOutputStream(Math.max(64, body.length));
        int depth = 0;
        int deepest = 0;
        try (JsonParser in = FACTORY.createParser(unicode(body));
                JsonGenerator generator = FACTORY.createGenerator(out)) {
            if (in.nextToken() == null) {
                throw ProblemException.badRequest("The body is empty");
            }
            do {
                var token = in.currentToken();
                if (token.isStructStart()) {
                    deepest = Math.max(deepest, ++depth);
                    if (depth > depthMax) {
                        throw tooDeep(depthMax);
                    }
                } else if (token.isStructEnd()) {
                    depth--;
                }
                copy(in, generator, token);
            } while (depth > 0 && in.nextToken() != null);
            if (in.nextToken() != null || depth > 0) {
                throw ProblemException.badRequest("The body is not one JSON value");
            }
        } catch (IOException e) {
            throw notJson(e);
        }
        if (out.size() > bytesMax) {
            throw tooLong(bytesMax);
        }
        return new JsonValue(out.toByteArray(), deepest);
    }

    private static void copy(JsonParser in, JsonGenerator out, JsonToken token) throws IOException {
        switch (token) {
            case VALUE_NUMBER_INT -> out.writeNumber(integer(in));
            case VALUE_NUMBER_FLOAT -> out.writeNumber(finite(in.getDoubleValue()));
            case VALUE_STRING -> out.writeString(text(in.getText()));
            case FIELD_NAME -> out.writeFieldName(text(in.currentName()));
            default -> out.copyCurrentEvent(in);
        }
    }

    private static long integer(JsonParser in) throws IOException {
        if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw Numbers.beyond64Bits();
        }
        return in.getLongValue();
    }

    private static double finite(double number) {
        if (Double.isInfinite(number)) {
            throw ProblemException.badRequest("A number is beyond what a double can hold");
        }
        return number;
    }

    /** A surrogate without its other half is no character, and UTF-8 can't say it. */
    private static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw ProblemException.badRequest("A text holds half of a character");
            }
        }
        return text;
    }

    private static String unicode(byte[] body) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }

    private static ProblemException notJson(IOException e) {
        return switch (e) {
            case CharacterCodingException _ -> ProblemException.badRequest("The body is not UTF-8");
            case com.fasterxml.jackson.core.JsonProcessingException json
            when json.getLocation() != null ->
                ProblemException.badRequest("The body is not JSON, or names a member twice, at line "
                        + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr());
            default -> ProblemException.badRequest("The body is not JSON");
        };
    }

    static ProblemException tooDeep(int depthMax) {
        return new ProblemException(413, null, "Objects and arrays may lie at most " + depthMax + " deep");
    }

    static ProblemException tooLong(int bytesMax) {
        return new ProblemException(413, null, "A document may have at most " + bytesMax + " bytes");
    }
}
