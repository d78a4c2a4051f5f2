package webscale.query.documents;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.commons.http.ProblemException;
import webscale.query.documents.http.Answer;
import webscale.query.documents.http.Call;
import webscale.query.documents.json.JsonInput;
import webscale.query.documents.redis.Hashes;

/** JSON objects kept as hashes of Redis, a field per member; there are no paths into a field. */
@Path("/api/v1/hash")
@Produces(MediaType.APPLICATION_JSON)
public class HashResource {
    private final Hashes hashes;
    private final Inputs inputs;

    HashResource(Hashes hashes, Inputs inputs) {
        this.hashes = hashes;
        this.inputs = inputs;
    }

    @POST
    public CompletionStage<Answer> store(@RestQuery Optional<String> ttl, @Context RoutingContext context) {
        var call = Call.of(context);
        var timeToLive = inputs.timeToLive(ttl.orElse(null));
        return inputs.keyed(context, "hash:").thenCompose(keyed -> {
            var fields = JsonInput.members(keyed.json()).all();
            if (fields.isEmpty()) {
                throw ProblemException.badRequest("A hash needs at least one field");
            }
            return hashes.put(keyed.key(), fields, timeToLive)
                    .thenApply(_ -> new Answer(call.answering(keyed.json().text()), Optional.of(keyed.key())));
        });
    }

    @GET
    @Path("{id}")
    public CompletionStage<Answer> find(@RestPath String id, @Context RoutingContext context) {
        var call = Call.of(context);
        return json(inputs.id(id)).thenApply(json -> Answer.of(call.answering(json)));
    }

    /** A hash as one object. */
    CompletionStage<byte[]> json(String key) {
        return hashes.all(key).thenApply(this::object);
    }

    private byte[] object(Map<String, byte[]> fields) {
        var json = new ByteArrayOutputStream();
        json.write('{');
        fields.forEach((name, value) -> {
            if (json.size() > 1) {
                json.write(',');
            }
            json.writeBytes(Answer.quoted(name));
            json.write(':');
            json.writeBytes(value(value));
        });
        json.write('}');
        return json.toByteArray();
    }

    /** What somebody else wrote into a hash needn't be JSON; then it is a text. */
    private byte[] value(byte[] text) {
        try {
            return inputs.stored(text);
        } catch (ProblemException e) {
            return Answer.quoted(new String(text, java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @GET
    @Path("{id}/{field}")
    public CompletionStage<Answer> field(@RestPath String id, @RestPath String field, @Context RoutingContext context) {
        var call = Call.of(context);
        return hashes.one(inputs.id(id), field).thenApply(value -> Answer.of(call.answering(value(value))));
    }

    @PUT
    @Path("update")
    public CompletionStage<Answer> update(@Context RoutingContext context) {
        return inputs.envelope(context, body -> body).thenCompose(body -> {
            var value = body.required("str");
            return hashes.update(inputs.id(body.string("key")), body.string("field"), value)
                    .thenApply(_ -> Answer.of(value.text()));
        });
    }
}
