package webscale.ingest.load;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;

/** Tells how loads get on. */
@Path("/ingest/loads")
public class LoadResource {
    private final Loads loads;

    LoadResource(Loads loads) {
        this.loads = loads;
    }

    /** The newest first. */
    @GET
    @RunOnVirtualThread
    public List<Load> list(@RestQuery("limit") @DefaultValue("100") String limit) {
        return loads.newest(PathParams.number("limit", limit, 1, 1_000));
    }

    @GET
    @Path("{load_id}")
    @RunOnVirtualThread
    public Load find(@RestPath("load_id") String loadId) {
        return loads.find(PathParams.id("load_id", loadId)).orElseThrow(() -> ProblemException.unknown("load", loadId));
    }
}
