package webscale.query.documents.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;

/**
 * Clients send the brackets of paths such as {@code names[0]} as they are, which RFC 3986 doesn't allow. They are escaped
 * here, for everything that comes after; what then still is no address is refused.
 */
@Singleton
public class Addresses {
    private static final int BEFORE_THE_BODIES = 110;
    private static final String UNESCAPED = "[]{}|^`\"<>\\";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_THE_BODIES);
    }

    private void check(RoutingContext context) {
        var uri = context.request().uri();
        if (isValid(uri)) {
            context.next();
            return;
        }
        var escaped = escaped(uri);
        if (!escaped.equals(uri) && isValid(escaped)) {
            context.reroute(escaped);
        } else {
            context.response().setStatusCode(400).end();
        }
    }

    private static boolean isValid(String uri) {
        try {
            new URI(uri);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String escaped(String uri) {
        var escaped = new StringBuilder(uri.length() + 16);
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (UNESCAPED.indexOf(c) >= 0) {
                escaped.append('%').append(HEX.toHexDigits((byte) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
