package webscale.query.page;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Lets a browser load what we serve and nothing else, and run no script that stands in a page. */
public class Policy {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @ServerResponseFilter
    void guard(ContainerRequestContext request, ContainerResponseContext response) {
        if (MediaType.TEXT_HTML_TYPE.isCompatible(response.getMediaType())) {
            var headers = response.getHeaders();
            headers.putSingle("Content-Security-Policy", POLICY);
            headers.putSingle("X-Content-Type-Options", "nosniff");
            headers.putSingle("Referrer-Policy", "same-origin");
            headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
            headers.putSingle(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
    }
}
