package webscale.query.documents.browse;

import io.quarkus.qute.RawString;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** How the pages look, and the policy that lets a browser load this style and nothing else at all. */
public class Style {
    private static final String CSS = """
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
            code, summary, p.leaf, p.more { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
            details { margin-left: 1.2rem } p.leaf, p.more { margin: 0 0 0 1.2rem; white-space: pre-wrap }
            .name { color: #0a58a8 } .size, .quiet { color: #666 }
            @media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd } a, .name { color: #7ab8ff } }
            """;

    static final RawString TEXT = new RawString(CSS);

    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(CSS)
            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @ServerResponseFilter
    void guard(ContainerRequestContext request, ContainerResponseContext response) {
        if (MediaType.TEXT_HTML_TYPE.isCompatible(response.getMediaType())) {
            response.getHeaders().putSingle("Content-Security-Policy", POLICY);
            response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
            response.getHeaders().putSingle("Referrer-Policy", "no-referrer");
            response.getHeaders().putSingle("Cache-Control", "no-store");
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
