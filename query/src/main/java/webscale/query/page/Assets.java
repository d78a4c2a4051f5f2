package webscale.query.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The few files that pages load. All of them are ours to serve: pages load nothing from anywhere else. Their address
 * names their content, so that browsers keep them for good.
 */
@Named("assets")
@Singleton
public class Assets {
    private static final Map<String, String> FILES = Map.of(
            "app.css", "assets/app.css",
            "pages.js", "assets/pages.js",
            "icon.svg", "assets/icon.svg",
            "chart.umd.min.js", "assets/chart.js/chart.umd.min.js");
    private static final Map<String, String> TYPES =
            Map.of("css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");
    private static final int DIGITS = 16;

    private record File(String type, String digest, Buffer plain, Buffer gzip) {}

    private final Map<String, File> files = new HashMap<>();

    Assets() {
        FILES.forEach((name, resource) -> files.put(name, read(name, resource)));
    }

    /** Where a page finds a file, relative to the root. */
    public String url(String name) {
        return "assets/" + name + "?v=" + files.get(name).digest;
    }

    void register(@Observes Router router) {
        router.route(HttpMethod.GET, "/assets/:name").handler(this::serve);
        router.route(HttpMethod.GET, "/favicon.ico").handler(context -> send(context, files.get("icon.svg")));
    }

    private void serve(RoutingContext context) {
        var file = files.get(context.pathParam("name"));
        if (file == null) {
            context.next();
        } else {
            send(context, file);
        }
    }

    private static void send(RoutingContext context, File file) {
        var response = context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, file.type)
                .putHeader(HttpHeaders.ETAG, '"' + file.digest + '"')
                .putHeader(HttpHeaders.VARY, "Accept-Encoding")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(
                        HttpHeaders.CACHE_CONTROL,
                        file.digest.equals(context.request().getParam("v"))
                                ? "public, max-age=31536000, immutable"
                                : "no-cache");
        var accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && accepted.contains("gzip")) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").end(file.gzip);
        } else {
            response.end(file.plain);
        }
    }

    private static File read(String name, String resource) {
        try (var in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            var bytes = in.readAllBytes();
            var digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, DIGITS);
            var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            return new File(type, digest, Buffer.buffer(bytes), Buffer.buffer(Page.gzip(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
