package webscale.query.documents;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.documents.http.Answer;
import webscale.query.documents.http.Call;
import webscale.query.documents.json.Edit;
import webscale.query.documents.json.JsonPath;
import webscale.query.documents.redis.DocumentStore.Write.Put;

/** JSON kept as a plain string of Redis. */
@Path("/api/v1/string")
@Produces(MediaType.APPLICATION_JSON)
public class StringResource {
    private final Documents strings;
    private final Inputs inputs;

    StringResource(Shelves shelves, Inputs inputs) {
        this.strings = shelves.strings();
        this.inputs = inputs;
    }

    @POST
    public CompletionStage<Answer> store(@RestQuery Optional<String> ttl, @Context RoutingContext context) {
        var call = Call.of(context);
        var timeToLive = inputs.timeToLive(ttl.orElse(null));
        return inputs.keyed(context, "stringJSON:").thenCompose(keyed -> strings.write(
                        new Put(keyed.key(), keyed.json().text(), false, timeToLive))
                .thenApply(json -> new Answer(call.answering(json), Optional.of(keyed.key()))));
    }

    @GET
    @Path("{id}")
    public CompletionStage<Answer> find(@RestPath String id, @Context RoutingContext context) {
        return get(id, JsonPath.ROOT, context);
    }

    @GET
    @Path("{id}/{field}")
    public CompletionStage<Answer> part(@RestPath String id, @RestPath String field, @Context RoutingContext context) {
        return get(id, inputs.path(field), context);
    }

    private CompletionStage<Answer> get(String id, JsonPath path, RoutingContext context) {
        var call = Call.of(context);
        return strings.get(inputs.id(id), path).thenApply(json -> Answer.of(call.answering(inputs.stored(json))));
    }

    @PUT
    @Path("update")
    public CompletionStage<Answer> update(@Context RoutingContext context) {
        return inputs.envelope(
                        context,
                        body -> new EditRequest(
                                inputs.id(body.string("key")),
                                new Edit.Update(inputs.field(body.string("field")), body.required("str")),
                                Optional.empty()))
                .thenCompose(strings::edit)
                .thenApply(done -> Answer.of(done.json()));
    }
}
