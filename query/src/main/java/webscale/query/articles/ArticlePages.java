package webscale.query.articles;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.cache.Answer;
import webscale.query.http.Params;
import webscale.query.page.Bar;
import webscale.query.page.Page;
import webscale.query.page.Pages;

/** Articles and returning users of any day, as a page. */
@Path("/articles")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class ArticlePages {
    /**
     * The whole page.
     *
     * @param day       whose likes are shown; empty if nobody liked anything yet
     * @param installed whose installations are shown; empty if there are none yet
     * @param returned  how many of them came back within so many days
     */
    public record Report(
            String day, List<Bar> liked, String installed, int days, long returned, List<Days.Installs> installs) {}

    @CheckedTemplate(basePath = "articles")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance report(Report report);
    }

    private final Articles articles;
    private final ArticlesConfig config;
    private final Pages pages;

    ArticlePages(Articles articles, ArticlesConfig config, Pages pages) {
        this.articles = articles;
        this.config = config;
        this.pages = pages;
    }

    @GET
    public CompletionStage<Page> page(@RestQuery String day, @RestQuery String installed, @RestQuery String days) {
        var likedOn = Params.given(day).map(text -> Params.day("day", text));
        var installedOn = Params.given(installed).map(text -> Params.day("installed", text));
        int within = Params.number("days", days, UsersResource.DAYS, 1, config.daysMax());
        return pages.page("articles:" + likedOn + installedOn + within, () -> articles.days()
                .thenCompose(known -> report(
                        likedOn.or(() -> Optional.ofNullable(known.value().liked())),
                        installedOn.or(() -> latestInstall(known)),
                        within,
                        known.value().installed())));
    }

    private CompletionStage<TemplateInstance> report(
            Optional<LocalDate> day, Optional<LocalDate> installed, int days, List<Days.Installs> installs) {
        var liked = day.map(articles::topLiked);
        var returned = installed.map(it -> articles.returning(it, days));
        return combined(liked, returned)
                .thenApply(answers -> Templates.report(new Report(
                        day.map(LocalDate::toString).orElse(""),
                        Bar.of(answers.liked, Liked::title, Liked::likes),
                        installed.map(LocalDate::toString).orElse(""),
                        days,
                        answers.returned,
                        installs)));
    }

    private record Both(List<Liked> liked, long returned) {}

    private static CompletionStage<Both> combined(
            Optional<CompletionStage<Answer<List<Liked>>>> liked,
            Optional<CompletionStage<Answer<Returning>>> returned) {
        var likes = liked.map(it -> it.thenApply(Answer::value))
                .orElseGet(() -> java.util.concurrent.CompletableFuture.completedStage(List.of()));
        var users = returned.map(it -> it.thenApply(answer -> answer.value().users()))
                .orElseGet(() -> java.util.concurrent.CompletableFuture.completedStage(0L));
        return likes.thenCombine(users, Both::new);
    }

    private static Optional<LocalDate> latestInstall(Answer<Days> known) {
        return known.value().installed().stream().findFirst().map(Days.Installs::day);
    }
}
