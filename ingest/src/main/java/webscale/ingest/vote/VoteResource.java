package webscale.ingest.vote;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;
import webscale.ingest.queue.Queue;

/** Takes votes. One that was answered with SUCCESS is in the queue durably, and will be counted once. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class VoteResource {
    private static final Logger LOG = Logger.getLogger(VoteResource.class);

    /** The answer, in a form of its own. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            String status,
            String payload,
            @JsonProperty("error_messages") String errorMessages) {}

    private final VoteConfig config;
    private final Queue queue;
    private final ObjectMapper json;

    VoteResource(VoteConfig config, Queue queue, ObjectMapper json) {
        this.config = config;
        this.queue = queue;
        this.json = json;
    }

    @POST
    @Path("vote")
    public Uni<Response> vote(@HeaderParam("X-Kiosk-Id") String kiosk, String body) {
        JsonNode vote;
        try {
            vote = json.readTree(body);
        } catch (JsonProcessingException e) {
            return refused("The body is not JSON");
        }
        if (vote == null
                || !vote.isObject()
                || !(vote.path("candidate").isTextual()
                        || vote.path("candidate").isInt())) {
            return refused("The body must be an object with a candidate");
        }
        var field = vote.path("kiosk_id");
        return cast(
                vote.path("candidate").asText(), kiosk != null || field.isMissingNode() ? kiosk : field.asText("none"));
    }

    /** The plain links of the public page. */
    @GET
    @Path("vote_to_{candidate}")
    public Uni<Response> voteTo(@RestPath("candidate") String candidate, @HeaderParam("X-Kiosk-Id") String kiosk) {
        return cast(candidate, kiosk);
    }

    private Uni<Response> cast(String candidate, String kiosk) {
        var name = config.candidates().get(candidate);
        if (name == null) {
            return refused("There is no candidate \"" + candidate + "\"");
        }
        long at;
        try {
            at = kiosk == null ? config.kiosk() : Long.parseLong(kiosk.strip());
        } catch (NumberFormatException e) {
            return refused("The kiosk's id must be a whole number");
        }
        return queue.vote(Vote.now(candidate, at).message())
                .map(sent -> Response.ok(new Answer("SUCCESS", "A vote for " + name, null))
                        .build())
                .onFailure()
                .recoverWithItem(e -> {
                    LOG.warnf("A vote may be lost: %s", e.getMessage());
                    return Response.status(503)
                            .entity(new Answer("FAILED", null, "The vote may or may not be counted"))
                            .build();
                });
    }

    private static Uni<Response> refused(String why) {
        return Uni.createFrom()
                .item(Response.status(400)
                        .entity(new Answer("FAILED", null, why))
                        .build());
    }
}
