package webscale.query.documents.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonMergePatch;
import jakarta.json.JsonPatch;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue.ValueType;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import webscale.commons.http.ProblemException;

/** A patch, checked and ready to be applied to any document. */
public final class Patching {
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private record Operation(JsonPatch patch, boolean copies) {}

    private final JsonInput input;
    private final int bytesMax;
    private final List<Operation> operations;
    private final JsonMergePatch merge;

    private Patching(JsonInput input, int bytesMax, List<Operation> operations, JsonMergePatch merge) {
        this.input = input;
        this.bytesMax = bytesMax;
        this.operations = List.copyOf(operations);
        this.merge = merge;
    }

    /** @throws ProblemException 400 if it is no JSON Patch, 413 if it has more operations than that */
    public static Patching patch(JsonValue patch, JsonInput input, int bytesMax, int operationsMax) {
        if (!(read(patch.text()) instanceof JsonArray array)) {
            throw ProblemException.badRequest("A JSON Patch is an array of operations");
        }
        if (array.size() > operationsMax) {
            throw new ProblemException(413, null, "A patch may have at most " + operationsMax + " operations");
        }
        try {
            var operations = new ArrayList<Operation>();
            for (var operation : array) {
                if (operation.getValueType() != ValueType.OBJECT) {
                    throw ProblemException.badRequest("An operation of a JSON Patch is an object");
                }
                var one = PROVIDER.createArrayBuilder().add(operation).build();
                var copies = "copy".equals(operation.asJsonObject().getString("op", ""));
                operations.add(new Operation(checked(one), copies));
            }
            return new Patching(input, bytesMax, operations, null);
        } catch (JsonException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw ProblemException.badRequest("The body is not a JSON Patch");
        }
    }

    /** Any JSON value is a merge patch. */
    public static Patching merge(JsonValue patch, JsonInput input, int bytesMax) {
        return new Patching(input, bytesMax, List.of(), PROVIDER.createMergePatch(read(patch.text())));
    }

    /**
     * @throws ProblemException 409 if an operation finds something else than it expects, 400 or 413 if what comes out
     *     may not be stored
     */
    JsonValue applyTo(byte[] document) {
        var present = read(document);
        jakarta.json.JsonValue next;
        if (merge != null) {
            next = merge.apply(present);
        } else if (present instanceof JsonStructure structure) {
            next = apply(structure);
        } else {
            throw ProblemException.conflict("wrong-type", "Only an object or an array can be patched");
        }
        var result = input.value(bounded(next));
        if (result.kind() != '{') {
            throw ProblemException.badRequest("The document would no longer be an object");
        }
        return result;
    }

    /** A copy may double the document, and the next one again: so it is measured before another operation reads it. */
    private JsonStructure apply(JsonStructure document) {
        var next = document;
        try {
            for (var operation : operations) {
                next = operation.patch().apply(next);
                if (operation.copies()) {
                    bounded(next);
                }
            }
            return next;
        } catch (JsonException | ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
            throw ProblemException.conflict("patch-failed", "The document is not as the patch expects it");
        }
    }

    private static JsonPatch checked(JsonArray operation) {
        var object = operation.getJsonObject(0);
        var op = object.getString("op");
        PROVIDER.createPointer(object.getString("path"));
        switch (op) {
            case "add", "replace", "test" -> java.util.Objects.requireNonNull(object.get("value"));
            case "move", "copy" -> PROVIDER.createPointer(object.getString("from"));
            case "remove" -> {}
            default -> throw new JsonException(op);
        }
        return PROVIDER.createPatch(operation);
    }

    private static jakarta.json.JsonValue read(byte[] text) {
        try (var reader = PROVIDER.createReader(new StringReader(new String(text, StandardCharsets.UTF_8)))) {
            return reader.readValue();
        }
    }

    private byte[] bounded(jakarta.json.JsonValue value) {
        var out = new Bounded();
        try (var writer = PROVIDER.createWriter(out)) {
            writer.write(value);
        }
        return out.toByteArray();
    }

    /** Refuses the byte that is one too many, however many would follow. */
    private final class Bounded extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (size() + length > 2 * bytesMax) { // room for another spelling of numbers and escapes
                throw JsonInput.tooLong(bytesMax);
            }
            super.write(bytes, offset, length);
        }
    }
}
