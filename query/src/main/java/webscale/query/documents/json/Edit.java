package webscale.query.documents.json;

import java.nio.charset.StandardCharsets;
import webscale.commons.http.ProblemException;

/** A change of a document that depends on what the document holds. */
public sealed interface Edit {
    /**
     * Carries the change out.
     *
     * @return what the client is told, as JSON
     * @throws ProblemException if it is refused; the draft is then as it was
     */
    byte[] apply(Draft draft);

    /** Whether the answer is the whole document, as the store has it. */
    default boolean answersDocument() {
        return false;
    }

    /** Puts another value where there is one already. */
    record Update(JsonPath path, JsonValue value) implements Edit {
        @Override
        public byte[] apply(Draft draft) {
            draft.at(path);
            draft.checkDepth(path.steps().size() + value.depth());
            draft.replace(value.text());
            return value.text();
        }
    }

    /** Appends to a string. The answer is its length in characters. */
    record Append(JsonPath path, JsonValue string) implements Edit {
        public Append {
            if (string.kind() != '"') {
                throw ProblemException.badRequest("\"str\" must be a string");
            }
        }

        @Override
        public byte[] apply(Draft draft) {
            if (draft.kind(draft.at(path)) != '"') {
                throw wrongType("This is not a string");
            }
            var json = new JsonText(string.text());
            var inner = new JsonText.Span(1, string.text().length - 1);
            draft.extend(json.slice(inner), json.count(json.root()));
            return decimal(draft.count());
        }
    }

    /** Appends to an array: an array's elements, anything else as one element. The answer is the new length. */
    record AppendArray(JsonPath path, JsonValue value) implements Edit {
        @Override
        public byte[] apply(Draft draft) {
            var span = draft.at(path);
            if (draft.kind(span) != '[') {
                throw wrongType("This is not an array");
            }
            boolean many = value.kind() == '[';
            var json = new JsonText(value.text());
            int added = many ? json.count(json.root()) : 1;
            draft.checkDepth(path.steps().size() + 1 + value.depth() - (many ? 1 : 0));
            if (added > 0) {
                var elements = many ? json.slice(new JsonText.Span(1, value.text().length - 1)) : value.text();
                draft.extend(draft.count() == 0 ? elements : afterComma(elements), added);
            }
            return decimal(draft.count());
        }

        private static byte[] afterComma(byte[] elements) {
            var text = new byte[elements.length + 1];
            text[0] = ',';
            System.arraycopy(elements, 0, text, 1, elements.length);
            return text;
        }
    }

    /** Adds to a number, or multiplies it. The answer is the new number. */
    record Calculate(Operation operation, JsonPath path, JsonValue number) implements Edit {
        /** What to do with the number. */
        public enum Operation {
            ADD,
            MULTIPLY
        }

        public Calculate {
            if (!number.isNumber()) {
                throw ProblemException.badRequest("\"num\" must be a number");
            }
        }

        @Override
        public byte[] apply(Draft draft) {
            var span = draft.at(path);
            var present = new JsonValue(draft.slice(span), 0);
            if (!present.isNumber()) {
                throw wrongType("This is not a number");
            }
            var result =
                    switch (operation) {
                        case ADD -> Numbers.sum(present.toString(), number.toString());
                        case MULTIPLY -> Numbers.product(present.toString(), number.toString());
                    };
            var text = result.getBytes(StandardCharsets.US_ASCII);
            draft.replace(text);
            return text;
        }
    }

    /** The whole document anew. */
    record Replace(JsonValue document) implements Edit {
        @Override
        public byte[] apply(Draft draft) {
            draft.become(document);
            return document.text();
        }

        @Override
        public boolean answersDocument() {
            return true;
        }
    }

    /** A JSON Patch (RFC 6902) or a JSON Merge Patch (RFC 7396). The answer is the new document. */
    record Patch(Patching patching) implements Edit {
        @Override
        public byte[] apply(Draft draft) {
            var document = patching.applyTo(draft.text());
            draft.become(document);
            return document.text();
        }

        @Override
        public boolean answersDocument() {
            return true;
        }
    }

    private static ProblemException wrongType(String detail) {
        return ProblemException.conflict("wrong-type", detail);
    }

    private static byte[] decimal(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
