package webscale.query.votes;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import webscale.query.cache.Answer;

/** The votes as JSON. */
@Path("/voting_distribution")
@Produces(MediaType.APPLICATION_JSON)
public class VotesResource {
    private final Votes votes;

    VotesResource(Votes votes) {
        this.votes = votes;
    }

    @GET
    public CompletionStage<Answer<Distribution>> distribution() {
        return votes.distribution();
    }
}
