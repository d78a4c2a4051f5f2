package webscale.query.records;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.cache.Answer;
import webscale.query.http.Params;

/** What sensors measured, as JSON. */
@Path("/records")
@Produces(MediaType.APPLICATION_JSON)
public class RecordsResource {
    private static final int LISTED = 100;
    private static final int LISTED_MAX = 10_000;
    private static final int SEARCH_LENGTH_MAX = 128;

    private final Sensors sensors;
    private final RecordsConfig config;

    RecordsResource(Sensors sensors, RecordsConfig config) {
        this.sensors = sensors;
        this.config = config;
    }

    /** The rows of a sensor from {@code from} to before {@code to}, or as many as make a plot of {@code points} points. */
    @GET
    public CompletionStage<Answer<Series>> series(
            @RestQuery("sensor_id") String sensor,
            @RestQuery String from,
            @RestQuery String to,
            @RestQuery String points) {
        return sensors.series(
                Range.of(sensor, from, to), Params.number("points", points, config.points(), 1, config.pointsMax()));
    }

    /** Sensors in order, those that have {@code search} in their name; 100 unless {@code limit} says otherwise. */
    @GET
    @Path("sensors")
    public CompletionStage<Answer<List<String>>> names(@RestQuery String search, @RestQuery String limit) {
        return sensors.names(
                Params.optional("search", search, SEARCH_LENGTH_MAX).orElse(""),
                Params.number("limit", limit, LISTED, 1, LISTED_MAX));
    }
}
