package webscale.query.weather;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.cache.Answer;
import webscale.query.http.Params;
import webscale.query.page.Page;
import webscale.query.page.Pages;

/** The first page, which asks for a location, and the one that tells its weather. */
@Path("/")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class WeatherPages {
    private static final int OFFERED_MIN = 10;

    /**
     * What the drop-down offers.
     *
     * @param suggested are offered although nothing is known about them yet
     */
    public record Choice(String search, String chosen, List<String> known, List<String> suggested) {}

    @CheckedTemplate(basePath = "weather")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance home(Choice choice);

        static native TemplateInstance place(Choice choice, Average average);
    }

    private final Weather weather;
    private final WeatherConfig config;
    private final Pages pages;

    WeatherPages(Weather weather, WeatherConfig config, Pages pages) {
        this.weather = weather;
        this.config = config;
        this.pages = pages;
    }

    @GET
    public CompletionStage<Page> home(@RestQuery String search) {
        var text = Params.optional("search", search, WeatherResource.LOCATION_LENGTH_MAX)
                .orElse("");
        return pages.page("home:" + text, () -> weather.locations(text, config.offered())
                .thenApply(found -> Templates.home(choice(text, "", found))));
    }

    @POST
    @Path("query")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public CompletionStage<Page> query(String form) {
        return place(Params.field("location", form));
    }

    /** The same as a link. */
    @GET
    @Path("query")
    public CompletionStage<Page> linked(@RestQuery String location) {
        return place(location);
    }

    private CompletionStage<Page> place(String given) {
        var location = Params.required("location", given, WeatherResource.LOCATION_LENGTH_MAX);
        return pages.page("place:" + location, () -> weather.average(location)
                .thenCombine(
                        weather.locations("", config.offered()),
                        (average, found) -> Templates.place(choice("", location, found), average.value())));
    }

    private Choice choice(String search, String chosen, Answer<List<String>> found) {
        var known = found.value();
        boolean few = search.isEmpty() && known.size() < OFFERED_MIN;
        var suggested = config.suggested().stream()
                .filter(name -> few && !known.contains(name))
                .toList();
        boolean isOffered = chosen.isEmpty() || known.contains(chosen) || suggested.contains(chosen);
        return new Choice(
                search,
                chosen,
                isOffered
                        ? known
                        : Stream.concat(Stream.of(chosen), known.stream()).toList(),
                suggested);
    }
}
