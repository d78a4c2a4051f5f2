package webscale.query.documents;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import webscale.commons.batch.Batcher;
import webscale.commons.http.ProblemException;
import webscale.query.documents.json.JsonPath;
import webscale.query.documents.json.JsonText;
import webscale.query.documents.json.MalformedJsonException;
import webscale.query.documents.redis.DocumentStore;
import webscale.query.documents.redis.DocumentStore.Found;
import webscale.query.documents.redis.DocumentStore.Place;
import webscale.query.documents.redis.DocumentStore.Write;
import webscale.query.documents.redis.DocumentStore.Written;

/**
 * Documents in one store. All that is asked at the same time goes to Redis together; refusals come as
 * {@link ProblemException} in the stages.
 */
public final class Documents implements AutoCloseable {
    private final Batcher<Place, Found> reads;
    private final Batcher<EditRequest, Outcome> edits;
    private final Batcher<Write, Written> writes;

    /** @param store asked for on the batchers' threads, so that it may wait for Redis */
    Documents(String name, Supplier<DocumentStore> store, DocumentsConfig config, MeterRegistry metrics) {
        int bytesMax = Math.toIntExact(config.documentMax().asLongValue());
        this.reads = new Batcher<>("read-" + name, config.read().limits(), metrics, batch -> store.get()
                .read(batch));
        this.edits = new Batcher<>("edit-" + name, config.edit().limits(), metrics, batch -> new EditBatch(
                        store.get(), batch, bytesMax, config.depthMax())
                .run());
        this.writes = new Batcher<>("write-" + name, config.put().limits(), metrics, batch -> store.get()
                .write(batch));
    }

    /** The JSON text of a document, or of what is at a place in it. */
    public CompletionStage<byte[]> get(String key, JsonPath path) {
        return reads.submit(new Place(key, path)).thenCompose(found -> switch (found) {
            case Found.Text(byte[] json, boolean whole) ->
                CompletableFuture.completedFuture(whole && !path.isRoot() ? part(json, path) : json);
            case Found.Nothing(boolean keyExists) ->
                CompletableFuture.failedFuture(keyExists ? nothingAt(path) : unknown(key));
            case Found.WrongType _ -> CompletableFuture.failedFuture(wrongType());
            case Found.NotRead _ -> get(key, path);
        });
    }

    CompletionStage<Outcome.Done> edit(EditRequest request) {
        return edits.submit(request).thenApply(Outcome::orThrow);
    }

    /** What is there after the write; nothing after a deletion. */
    CompletionStage<byte[]> write(Write write) {
        return writes.submit(write).thenApply(written -> switch (written) {
            case Written.Done(byte[] json) -> json;
            case Written.Unknown _ -> throw unknown(write.key());
            case Written.WrongType _ -> throw wrongType();
            case Written.OtherVersion _ -> throw otherVersion();
        });
    }

    @Override
    public void close() {
        List.of(reads, edits, writes).forEach(Batcher::close);
    }

    private static byte[] part(byte[] json, JsonPath path) {
        try {
            var text = new JsonText(json);
            return text.slice(text.find(path).orElseThrow(() -> nothingAt(path)));
        } catch (MalformedJsonException e) {
            throw notJson();
        }
    }

    static ProblemException unknown(String key) {
        return new ProblemException(404, null, "There is nothing under the key \"" + key + "\"");
    }

    static ProblemException nothingAt(JsonPath path) {
        return new ProblemException(404, null, "The document has nothing at " + path);
    }

    static ProblemException wrongType() {
        return ProblemException.conflict("wrong-type", "The key holds something of another type");
    }

    static ProblemException notJson() {
        return ProblemException.conflict("wrong-type", "The key holds a text that is not JSON");
    }

    static ProblemException otherVersion() {
        return ProblemException.conflict("other-version", "The document is there in another version");
    }
}
