package webscale.query.page;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The public check of the weather service: that it answers. */
@Path("/health-check")
public class HealthCheck {
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String check() {
        return "success";
    }
}
