package webscale.query.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import webscale.commons.http.Problem;
import webscale.commons.http.RoutePath;

/** A browser gets a page for a problem, with the same status; programs, which don't ask for HTML, get the JSON. */
public class ErrorPages {
    private static final MediaType HTML = MediaType.valueOf("text/html;charset=UTF-8");
    private static final String DOCUMENTS_API = "/api/";

    @CheckedTemplate(basePath = "page")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance error(Problem problem, String root);
    }

    @ServerResponseFilter
    void asPage(ContainerRequestContext request, ContainerResponseContext response, RoutingContext route) {
        // Good answers come by here too: they must not pay for finding out their path.
        if (response.getEntity() instanceof Problem problem
                && isBrowser(request.getHeaderString(HttpHeaders.ACCEPT))
                && !RoutePath.of(route).startsWith(DOCUMENTS_API)) {
            var html = Templates.error(problem, root(RoutePath.of(route))).render();
            response.setEntity(Page.of(html), null, HTML);
        }
    }

    private static boolean isBrowser(String accept) {
        return accept != null && accept.contains(MediaType.TEXT_HTML);
    }

    /** The way back to the root from a path of any depth. */
    private static String root(String path) {
        long below = path.chars().filter(c -> c == '/').count() - 1;
        return below <= 0 ? "./" : "../".repeat(Math.clamp(below, 1, 100));
    }
}
