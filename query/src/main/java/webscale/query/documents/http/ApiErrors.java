package webscale.query.documents.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import webscale.commons.http.Problem;
import webscale.commons.http.RoutePath;

/** Errors of this API have a form of their own, {@code {"error":text}}, also for paths and verbs that aren't there. */
public class ApiErrors {
    private static final String API = "/api/v1";

    /** What its clients know. */
    public record ApiError(String error) {}

    @ServerResponseFilter
    void inItsForm(ContainerResponseContext response, RoutingContext route) {
        if (response.getEntity() instanceof Problem problem && isApi(RoutePath.of(route))) {
            response.setEntity(new ApiError(problem.detail()), null, MediaType.APPLICATION_JSON_TYPE);
        }
    }

    static boolean isApi(String path) {
        return path.startsWith(API) && (path.length() == API.length() || path.charAt(API.length()) == '/');
    }
}
