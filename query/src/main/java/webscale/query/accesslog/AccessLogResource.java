package webscale.query.accesslog;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.cache.Answer;

/** What the access logs tell, as JSON. */
@Path("/access-log")
@Produces(MediaType.APPLICATION_JSON)
public class AccessLogResource {
    private final AccessLog log;
    private final AccessLogConfig config;

    AccessLogResource(AccessLog log, AccessLogConfig config) {
        this.log = log;
        this.config = config;
    }

    @GET
    @Path("requests")
    public CompletionStage<Answer<Requests>> requests() {
        return log.requests();
    }

    /** The hosts with most requests from {@code from} to before {@code to}, ties by name; ten unless {@code limit} says. */
    @GET
    @Path("top-hosts")
    public CompletionStage<Answer<List<HostRequests>>> topHosts(
            @RestQuery String from, @RestQuery String to, @RestQuery String limit) {
        return log.topHosts(Window.of(from, to, limit, config.hostsMax()));
    }

    @GET
    @Path("top-country")
    public CompletionStage<Answer<CountryRequests>> topCountry() {
        return log.topCountry();
    }
}
