package webscale.query.records;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.http.Params;
import webscale.query.page.Local;
import webscale.query.page.Page;
import webscale.query.page.Pages;

/** A sensor's records as a plot. */
@Path("/sensors")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class SensorPages {
    private static final int LISTED = 60;
    private static final int SEARCH_LENGTH_MAX = 128;
    /** The page's script asks for the points that it has pixels for; the page itself only tells the count. */
    private static final int NO_PLOT = 1;

    /** The form as it is filled in; instants as browsers take them, in UTC. */
    public record Form(String sensor, String from, String to) {}

    @CheckedTemplate(basePath = "records")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance sensors(String search, List<String> sensors);

        static native TemplateInstance sensor(Form form, long count);
    }

    private final Sensors sensors;
    private final Pages pages;

    SensorPages(Sensors sensors, Pages pages) {
        this.sensors = sensors;
        this.pages = pages;
    }

    @GET
    public CompletionStage<Page> page(
            @RestQuery("sensor_id") String sensor,
            @RestQuery String search,
            @RestQuery String from,
            @RestQuery String to) {
        return Params.given(sensor).isPresent()
                ? sensor(Range.of(sensor, Local.withOffset(from), Local.withOffset(to)))
                : sensors(Params.optional("search", search, SEARCH_LENGTH_MAX).orElse(""));
    }

    private CompletionStage<Page> sensors(String search) {
        return pages.page("sensors:" + search, () -> sensors.names(search, LISTED)
                .thenApply(found -> Templates.sensors(search, found.value())));
    }

    private CompletionStage<Page> sensor(Range range) {
        return pages.page("sensor:" + range.name(), () -> sensors.series(range, NO_PLOT)
                .thenApply(found -> Templates.sensor(
                        new Form(range.sensor(), Local.shown(range.from()), Local.shown(range.to())),
                        found.value().count())));
    }
}
