package webscale.query.documents;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import webscale.commons.http.ProblemException;
import webscale.query.documents.http.Answer;
import webscale.query.documents.http.Call;
import webscale.query.documents.json.Edit;
import webscale.query.documents.json.Edit.Calculate.Operation;
import webscale.query.documents.json.JsonInput.Members;
import webscale.query.documents.json.JsonPath;
import webscale.query.documents.json.JsonText;
import webscale.query.documents.redis.DocumentStore.Write.Delete;
import webscale.query.documents.redis.DocumentStore.Write.Put;

/** Documents over REST. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class DocumentResource {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final Documents documents;
    private final Inputs inputs;

    DocumentResource(Shelves shelves, Inputs inputs) {
        this.documents = shelves.documents();
        this.inputs = inputs;
    }

    @GET
    @Path("doc/{id}")
    public CompletionStage<RestResponse<Answer>> find(@RestPath String id, @Context RoutingContext context) {
        var call = Call.of(context);
        return documents.get(inputs.id(id), JsonPath.ROOT).thenApply(json -> {
            var version = Version.of(json);
            var known = call.header(HttpHeaders.IF_NONE_MATCH);
            var response = known.isPresent() && Version.isNamedBy(known.get(), version)
                    ? RestResponse.ResponseBuilder.<Answer>create(RestResponse.Status.NOT_MODIFIED)
                    : RestResponse.ResponseBuilder.ok(Answer.of(call.answering(json)));
            return response.header(HttpHeaders.ETAG, version).build();
        });
    }

    @GET
    @Path("subdoc/{id}/{field}")
    public CompletionStage<Answer> part(@RestPath String id, @RestPath String field, @Context RoutingContext context) {
        var call = Call.of(context);
        return documents
                .get(inputs.id(id), inputs.path(field))
                .thenApply(call::answering)
                .thenApply(Answer::of);
    }

    /** Several documents at once, by their ids; null for those that aren't there. */
    @GET
    @Path("docs")
    public CompletionStage<Answer> several(@RestQuery("id") List<String> id, @Context RoutingContext context) {
        var call = Call.of(context);
        var ids = inputs.ids(id);
        var found = ids.stream()
                .map(each -> documents
                        .get(each, JsonPath.ROOT)
                        .exceptionally(DocumentResource::nothing)
                        .thenApply(call::answering)
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(found).thenApply(_ -> {
            var json = new ByteArrayOutputStream();
            for (int i = 0; i < found.length; i++) {
                json.write(i == 0 ? '{' : ',');
                json.writeBytes(Answer.quoted(ids.get(i)));
                json.write(':');
                json.writeBytes((byte[]) found[i].join());
            }
            json.write('}');
            return Answer.of(json.toByteArray());
        });
    }

    private static byte[] nothing(Throwable e) {
        var cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof ProblemException refused && refused.problem().status() < 500) {
            return NULL;
        }
        throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    /** The names of the members of the object at the path. */
    @GET
    @Path("fields/{id}")
    public CompletionStage<Answer> fields(
            @RestPath String id, @RestQuery Optional<String> path, @Context RoutingContext context) {
        var call = Call.of(context);
        return documents
                .get(inputs.id(id), inputs.path(path.orElse("")))
                .thenApply(json -> Answer.of(call.answering(names(json))));
    }

    private static byte[] names(byte[] json) {
        var text = new JsonText(json);
        if (text.kind(text.root()) != '{') {
            throw ProblemException.conflict("wrong-type", "This is not an object");
        }
        var names = new ByteArrayOutputStream();
        names.write('[');
        text.each(text.root(), (name, _) -> {
            if (names.size() > 1) {
                names.write(',');
            }
            names.writeBytes(text.slice(name));
            return true;
        });
        names.write(']');
        return names.toByteArray();
    }

    @POST
    @Path("redisjson")
    public CompletionStage<RestResponse<Answer>> store(
            @RestQuery Optional<String> ttl, @Context RoutingContext context) {
        var call = Call.of(context);
        var timeToLive = inputs.timeToLive(ttl.orElse(null));
        var onlyIf = call.header(HttpHeaders.IF_MATCH);
        boolean onlyNew = call.header(HttpHeaders.IF_NONE_MATCH).isPresent();
        if (onlyIf.isPresent() && timeToLive.isPresent()) {
            throw ProblemException.badRequest("A version keeps its time to live: If-Match and ttl exclude each other");
        }
        return inputs.keyed(context, "redisJSON:").thenCompose(keyed -> {
            var stored = onlyIf.isPresent()
                    ? documents
                            .edit(new EditRequest(keyed.key(), new Edit.Replace(keyed.json()), onlyIf))
                            .thenApply(Outcome.Done::json)
                    : documents.write(new Put(keyed.key(), keyed.json().text(), onlyNew, timeToLive));
            return stored.thenApply(json -> withVersion(
                    new Answer(call.answering(json), Optional.of(keyed.key())), Optional.of(Version.of(json))));
        });
    }

    @PUT
    @Path("redisjson/update")
    public CompletionStage<RestResponse<Answer>> update(@Context RoutingContext context) {
        return edit(context, (path, body) -> new Edit.Update(path, body.required("str")));
    }

    @PUT
    @Path("redisjson/append")
    public CompletionStage<RestResponse<Answer>> append(@Context RoutingContext context) {
        return edit(context, (path, body) -> new Edit.Append(path, body.required("str")));
    }

    @PUT
    @Path("redisjson/appendarray")
    public CompletionStage<RestResponse<Answer>> appendArray(@Context RoutingContext context) {
        return edit(context, (path, body) -> new Edit.AppendArray(path, body.required("arr")));
    }

    @PUT
    @Path("redisjson/increby")
    public CompletionStage<RestResponse<Answer>> add(@Context RoutingContext context) {
        return edit(context, (path, body) -> new Edit.Calculate(Operation.ADD, path, body.required("num")));
    }

    @PUT
    @Path("redisjson/multiby")
    public CompletionStage<RestResponse<Answer>> multiply(@Context RoutingContext context) {
        return edit(context, (path, body) -> new Edit.Calculate(Operation.MULTIPLY, path, body.required("num")));
    }

    private CompletionStage<RestResponse<Answer>> edit(
            RoutingContext context, BiFunction<JsonPath, Members, Edit> edit) {
        var onlyIf = Call.of(context).header(HttpHeaders.IF_MATCH);
        return inputs.envelope(
                        context,
                        body -> new EditRequest(
                                inputs.id(body.string("key")),
                                edit.apply(inputs.field(body.string("field")), body),
                                onlyIf))
                .thenCompose(documents::edit)
                .thenApply(done -> withVersion(Answer.of(done.json()), done.version()));
    }

    /** A JSON Patch or a JSON Merge Patch, as the Content-Type says. The answer is the new document. */
    @PATCH
    @Path("doc/{id}")
    public CompletionStage<RestResponse<Answer>> patch(@RestPath String id, @Context RoutingContext context) {
        var call = Call.of(context);
        var key = inputs.id(id);
        return inputs.patch(context)
                .thenCompose(patching -> documents.edit(
                        new EditRequest(key, new Edit.Patch(patching), call.header(HttpHeaders.IF_MATCH))))
                .thenApply(done -> withVersion(Answer.of(call.answering(done.json())), done.version()));
    }

    @DELETE
    @Path("redisjson/delete/{id}")
    public CompletionStage<Answer> delete(@RestPath String id, @Context RoutingContext context) {
        var key = inputs.id(id);
        var onlyIf = Call.of(context).header(HttpHeaders.IF_MATCH);
        var present = onlyIf.isEmpty()
                ? CompletableFuture.completedFuture(Optional.<byte[]>empty())
                : documents.get(key, JsonPath.ROOT).thenApply(json -> {
                    if (!Version.isNamedBy(onlyIf.get(), Version.of(json))) {
                        throw Documents.otherVersion();
                    }
                    return Optional.of(json);
                });
        return present.thenCompose(json -> documents.write(new Delete(key, json)))
                .thenApply(_ -> Answer.of("1"));
    }

    private static RestResponse<Answer> withVersion(Answer answer, Optional<String> version) {
        var response = RestResponse.ResponseBuilder.ok(answer);
        version.ifPresent(tag -> response.header(HttpHeaders.ETAG, tag));
        return response.build();
    }
}
