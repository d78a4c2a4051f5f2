package webscale.query.weather;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.cache.Answer;
import webscale.query.http.Params;

/** The weather as JSON. */
@Path("/weather")
@Produces(MediaType.APPLICATION_JSON)
public class WeatherResource {
    static final int LOCATION_LENGTH_MAX = 100;
    private static final int LISTED = 1000;

    private final Weather weather;
    private final WeatherConfig config;

    WeatherResource(Weather weather, WeatherConfig config) {
        this.weather = weather;
        this.config = config;
    }

    /** Locations in order, those that have {@code search} in their name; 1,000 unless {@code limit} says otherwise. */
    @GET
    @Path("locations")
    public CompletionStage<Answer<List<String>>> locations(@RestQuery String search, @RestQuery String limit) {
        return weather.locations(
                Params.optional("search", search, LOCATION_LENGTH_MAX).orElse(""),
                Params.number("limit", limit, LISTED, 1, config.listedMax()));
    }

    /** The average temperature; null, of none, where nothing was measured. */
    @GET
    @Path("average")
    public CompletionStage<Answer<Average>> average(@RestQuery String location) {
        return weather.average(Params.required("location", location, LOCATION_LENGTH_MAX));
    }

    /** The last 240 months in which something was measured. */
    @GET
    @Path("months")
    public CompletionStage<Answer<List<Month>>> months(@RestQuery String location) {
        return weather.months(Params.required("location", location, LOCATION_LENGTH_MAX));
    }
}
