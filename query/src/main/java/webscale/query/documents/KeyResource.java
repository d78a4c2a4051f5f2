package webscale.query.documents;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import webscale.query.documents.http.Answer;
import webscale.query.documents.redis.Keys;

/** What holds for keys of any type: their names and how long they live. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class KeyResource {
    private final Keys keys;
    private final Inputs inputs;

    KeyResource(Keys keys, Inputs inputs) {
        this.keys = keys;
        this.inputs = inputs;
    }

    /** Answers nothing, at once: what the speed of everything else is compared with. */
    @GET
    @Path("noop")
    public Answer nothing() {
        return Answer.of("null");
    }

    /** The same for requests with a body. */
    @PUT
    @Path("noop")
    public Answer nothingToo() {
        return Answer.of("null");
    }

    /** Keys that begin with the pattern, taken literally. If there are more, a Link leads to them (RFC 8288). */
    @GET
    @Path("keys")
    public CompletionStage<RestResponse<Answer>> list(
            @RestQuery Optional<String> pattern,
            @RestQuery Optional<String> limit,
            @RestQuery Optional<String> cursor) {
        var prefix = pattern.filter(text -> !text.isEmpty()).orElse("basicUser");
        var count = limit.filter(text -> !text.isEmpty()).orElse("10");
        return keys.list(prefix, inputs.listed(count), cursor).thenApply(page -> {
            var names = page.keys().stream()
                    .map(key -> new String(Answer.quoted(key), java.nio.charset.StandardCharsets.UTF_8))
                    .collect(Collectors.joining(",", "[", "]"));
            var response = RestResponse.ResponseBuilder.ok(Answer.of(names));
            page.next()
                    .ifPresent(next ->
                            response.header(HttpHeaders.LINK, "<" + next(prefix, count, next) + ">; rel=\"next\""));
            return response.build();
        });
    }

    private static String next(String prefix, String limit, String cursor) {
        return UriBuilder.fromPath("keys")
                .queryParam("pattern", "{pattern}")
                .queryParam("limit", limit)
                .queryParam("cursor", cursor)
                .build(prefix)
                .toString();
    }

    /** The seconds that a key has left; null if it stays. */
    @GET
    @Path("ttl/{id}")
    public CompletionStage<Answer> timeToLive(@RestPath String id) {
        return keys.timeToLive(inputs.id(id))
                .thenApply(left -> Answer.of(left.isPresent() ? Long.toString(left.getAsLong()) : "null"));
    }

    @PUT
    @Path("ttl/{id}")
    public CompletionStage<Answer> expire(@RestPath String id, @Context RoutingContext context) {
        var key = inputs.id(id);
        return inputs.envelope(
                        context,
                        body -> Inputs.seconds(
                                "seconds", body.required("seconds").toString()))
                .thenCompose(seconds -> keys.expire(key, seconds).thenApply(_ -> Answer.of(Integer.toString(seconds))));
    }

    @DELETE
    @Path("ttl/{id}")
    public CompletionStage<Answer> persist(@RestPath String id) {
        return keys.persist(inputs.id(id)).thenApply(_ -> Answer.of("null"));
    }
}
