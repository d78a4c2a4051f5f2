package webscale.query.articles;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.cache.Answer;
import webscale.query.http.Params;

/** What is told about the readers of articles, as JSON. */
@Path("/users")
@Produces(MediaType.APPLICATION_JSON)
public class UsersResource {
    static final int DAYS = 7;

    private final Articles articles;
    private final ArticlesConfig config;

    UsersResource(Articles articles, ArticlesConfig config) {
        this.articles = articles;
        this.config = config;
    }

    /** How many of those who installed the app on a day used it on any of the next {@code days} days. */
    @GET
    @Path("returning")
    public CompletionStage<Answer<Returning>> returning(@RestQuery String installed, @RestQuery String days) {
        return articles.returning(
                Params.day("installed", installed), Params.number("days", days, DAYS, 1, config.daysMax()));
    }
}
