package webscale.ingest.generate;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import webscale.commons.http.PathParams;
import webscale.ingest.dataset.SensorRecords;
import webscale.ingest.dataset.WeatherData;

/** Starts generators, with the parameters of the public ones; what isn't given has their default. */
@Path("/ingest")
public class GenerateResource {
    private final Generators generators;
    private final SensorFiles files;

    GenerateResource(Generators generators, SensorFiles files) {
        this.generators = generators;
        this.files = files;
    }

    /** 202 with the load; with {@code folder}, the number of files that were written there. */
    @POST
    @Path("records/generate")
    @Blocking
    public Response records(@HeaderParam("Idempotency-Key") String key, SensorRecipe recipe) throws IOException {
        var wanted = recipe == null ? new SensorRecipe(null, null, null, null, null, null, null) : recipe;
        if (wanted.folder() != null) {
            return Response.accepted(Map.of("files", files.write(wanted))).build();
        }
        return Response.accepted(generators.start(SensorRecords.NAME, wanted, key(key)))
                .build();
    }

    /** 202 with the load. */
    @POST
    @Path("weather/generate")
    @Blocking
    public Response weather(@HeaderParam("Idempotency-Key") String key, WeatherRecipe recipe) {
        var wanted = recipe == null ? new WeatherRecipe(null, null, null, null) : recipe;
        return Response.accepted(generators.start(WeatherData.NAME, wanted, key(key)))
                .build();
    }

    private static Optional<String> key(String key) {
        return Optional.ofNullable(key).map(text -> PathParams.id("Idempotency-Key", text));
    }
}
