package webscale.query.page;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Sends a {@link Page}, compressed where the browser takes that, and with a policy that lets the browser load what we
 * serve and nothing else, and run no script that stands in a page.
 */
@Provider
public class PageWriter implements ServerMessageBodyWriter<Page> {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == Page.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == Page.class;
    }

    @Override
    public void writeResponse(Page page, Type generic, ServerRequestContext context) {
        var response = context.serverResponse();
        response.setResponseHeader("Content-Security-Policy", POLICY);
        response.setResponseHeader("X-Content-Type-Options", "nosniff");
        response.setResponseHeader("Referrer-Policy", "same-origin");
        response.setResponseHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setResponseHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        var accepted = context.getRequestHeaders().getHeaderString(HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && accepted.contains("gzip")) {
            response.setResponseHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            response.end(page.gzip());
        } else {
            response.end(page.html());
        }
    }

    @Override
    public void writeTo(
            Page page,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(page.html());
    }
}
