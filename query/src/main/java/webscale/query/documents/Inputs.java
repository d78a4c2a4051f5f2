package webscale.query.documents;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;
import webscale.query.documents.http.Call;
import webscale.query.documents.json.JsonInput;
import webscale.query.documents.json.JsonPath;
import webscale.query.documents.json.JsonValue;
import webscale.query.documents.json.Patching;

/** What clients send, checked: all that is wrong with it is a 400 or a 413. */
@Singleton
public class Inputs {
    private static final int SECONDS_MAX = Integer.MAX_VALUE;

    /** An object to be stored under a key. */
    record Keyed(String key, JsonValue json) {}

    private final DocumentsConfig config;
    private final JsonInput input;

    Inputs(DocumentsConfig config) {
        this.config = config;
        this.input = new JsonInput(bytesMax(config), config.depthMax());
    }

    /** The body, an object, and its key: what it names as its {@code id}, or a new one that starts with the prefix. */
    CompletionStage<Keyed> keyed(RoutingContext context, String prefix) {
        return Call.of(context).read(body -> {
            var json = input.value(body);
            var id = JsonInput.members(json)
                    .get("id")
                    .map(Inputs::idOf)
                    .filter(given -> !given.isEmpty())
                    .orElseGet(() -> prefix + UUID.randomUUID());
            return new Keyed(id(id), json);
        });
    }

    private static String idOf(JsonValue id) {
        return switch (id.kind()) {
            case '"' -> JsonInput.text(id);
            case 'n' -> "";
            case '{', '[', 't', 'f' -> throw ProblemException.badRequest("\"id\" must be a string");
            default -> id.toString();
        };
    }

    /** The body as an object with parameters in it, one of them perhaps a value as large as a document. */
    <T> CompletionStage<T> envelope(RoutingContext context, Function<JsonInput.Members, T> reader) {
        return Call.of(context).read(body -> reader.apply(input.envelope(body)));
    }

    /** The body as a patch of the kind that its type says. */
    CompletionStage<Patching> patch(RoutingContext context) {
        var type =
                Call.of(context).header("Content-Type").orElse("").split(";")[0].strip();
        return Call.of(context).read(body -> switch (type) {
            case "application/json-patch+json" ->
                Patching.patch(envelopeValue(body), input, bytesMax(config), config.patchOperationsMax());
            case "application/merge-patch+json" -> Patching.merge(input.value(body), input, bytesMax(config));
            default ->
                throw new ProblemException(
                        415, null, "A patch is application/json-patch+json or application/merge-patch+json");
        });
    }

    /** An array of operations, each of which may hold a document. */
    private JsonValue envelopeValue(byte[] body) {
        return new JsonInput(Integer.MAX_VALUE, config.depthMax() + 2).value(body);
    }

    String id(String text) {
        return PathParams.id("id", text);
    }

    JsonPath path(String text) {
        return JsonPath.parse(text, config.pathLengthMax());
    }

    /** A path that doesn't end at the root. */
    JsonPath field(String text) {
        var path = path(text);
        if (path.isRoot()) {
            throw ProblemException.badRequest("\"field\" must name a place inside the document");
        }
        return path;
    }

    Optional<Duration> timeToLive(String seconds) {
        return Optional.ofNullable(seconds).map(text -> Duration.ofSeconds(seconds("ttl", text)));
    }

    static int seconds(String name, String text) {
        return PathParams.number(name, text, 1, SECONDS_MAX);
    }

    int listed(String limit) {
        return PathParams.number("limit", limit, 1, config.keysMax());
    }

    List<String> ids(List<String> ids) {
        if (ids.isEmpty() || ids.size() > config.bulkMax()) {
            throw ProblemException.badRequest("There must be 1 to " + config.bulkMax() + " ids");
        }
        return ids.stream().distinct().map(this::id).toList();
    }

    /**
     * A text that anybody may have put there, as JSON.
     *
     * @throws ProblemException 409 if it is none
     */
    byte[] stored(byte[] text) {
        try {
            return input.value(text).text();
        } catch (ProblemException e) {
            throw Documents.notJson();
        }
    }

    private static int bytesMax(DocumentsConfig config) {
        return Math.toIntExact(config.documentMax().asLongValue());
    }
}
