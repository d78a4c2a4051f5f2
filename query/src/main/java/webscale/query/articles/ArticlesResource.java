package webscale.query.articles;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.cache.Answer;
import webscale.query.http.Params;

/** What is told about articles, as JSON. */
@Path("/articles")
@Produces(MediaType.APPLICATION_JSON)
public class ArticlesResource {
    private final Articles articles;

    ArticlesResource(Articles articles) {
        this.articles = articles;
    }

    /** The ten articles that were liked most on a day, ties by id. */
    @GET
    @Path("top-liked")
    public CompletionStage<Answer<List<Liked>>> topLiked(@RestQuery String day) {
        return articles.topLiked(Params.day("day", day));
    }
}
