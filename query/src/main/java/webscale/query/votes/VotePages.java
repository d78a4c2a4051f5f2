package webscale.query.votes;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import webscale.query.page.Bar;
import webscale.query.page.Page;
import webscale.query.page.Pages;

/** The votes as bars. */
@Path("/votes")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class VotePages {
    /** Bars, and how many votes they stand for. */
    public record Chart(long votes, List<Bar> bars, String time) {
        static Chart of(Distribution.Counts counts) {
            var entries = List.copyOf(counts.distribution().entrySet());
            return new Chart(
                    entries.stream().mapToLong(Map.Entry::getValue).sum(),
                    Bar.of(entries, Map.Entry::getKey, Map.Entry::getValue),
                    counts.lastUpdateTime().substring(0, "2026-01-31 13:05:09".length()));
        }
    }

    @CheckedTemplate(basePath = "votes")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance distribution(Chart lately, Chart total);
    }

    private final Votes votes;
    private final Pages pages;

    VotePages(Votes votes, Pages pages) {
        this.votes = votes;
        this.pages = pages;
    }

    @GET
    public CompletionStage<Page> page() {
        return pages.page("votes", () -> votes.distribution().thenApply(answer -> {
            var payload = answer.value().payload();
            return Templates.distribution(Chart.of(payload.lastTenMinutes()), Chart.of(payload.total()));
        }));
    }
}
