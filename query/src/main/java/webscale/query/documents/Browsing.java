package webscale.query.documents;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import webscale.commons.http.ProblemException;
import webscale.query.documents.json.JsonPath;
import webscale.query.documents.json.JsonText;
import webscale.query.documents.redis.Keys;

/** What a reader who doesn't know what there is asks for. */
@Singleton
public class Browsing {
    /**
     * What lies under a key, whatever its type.
     *
     * @param timeToLive the seconds that the key has left; empty if it stays
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Value(String type, byte[] json, OptionalLong timeToLive) {}

    private final Shelves shelves;
    private final HashResource hashes;
    private final Keys keys;
    private final Inputs inputs;

    Browsing(Shelves shelves, HashResource hashes, Keys keys, Inputs inputs) {
        this.shelves = shelves;
        this.hashes = hashes;
        this.keys = keys;
        this.inputs = inputs;
    }

    /** See {@link Keys#list}. */
    public CompletionStage<Keys.Page> keys(String prefix, int limit, Optional<String> cursor) {
        return keys.list(prefix, limit, cursor);
    }

    public JsonPath path(String text) {
        return inputs.path(text);
    }

    /** The JSON at the place. */
    public CompletionStage<Value> value(String key, JsonPath path) {
        return keys.timeToLive(key).thenCompose(timeToLive -> typed(
                        "document", shelves.documents().get(key, path))
                .exceptionallyCompose(e -> ifOtherType(
                        e,
                        () -> typed("string", shelves.strings().get(key, path).thenApply(inputs::stored))))
                .exceptionallyCompose(
                        e -> ifOtherType(e, () -> typed("hash", hashes.json(key).thenApply(json -> part(json, path)))))
                .thenApply(value -> new Value(value.type(), value.json(), timeToLive)));
    }

    private static byte[] part(byte[] json, JsonPath path) {
        var text = new JsonText(json);
        return text.slice(text.find(path).orElseThrow(() -> Documents.nothingAt(path)));
    }

    private static CompletionStage<Value> typed(String type, CompletionStage<byte[]> json) {
        return json.thenApply(text -> new Value(type, text, OptionalLong.empty()));
    }

    private static CompletionStage<Value> ifOtherType(Throwable e, Supplier<CompletionStage<Value>> next) {
        var cause = e instanceof CompletionException ? e.getCause() : e;
        return cause instanceof ProblemException refused && refused.problem().status() == 409
                ? next.get()
                : CompletableFuture.failedStage(cause);
    }
}
