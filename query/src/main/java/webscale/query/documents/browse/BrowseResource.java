package webscale.query.documents.browse;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.commons.http.PathParams;
import webscale.query.documents.Browsing;
import webscale.query.documents.json.JsonPath;
import webscale.query.page.Page;

/**
 * A page to look at keys and documents. It has no script, and all of its links are relative, so that it works under any
 * prefix.
 */
@Path("/documents")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class BrowseResource {
    private static final int KEYS_PER_PAGE = 100;
    private static final int INDEX_MAX = Integer.MAX_VALUE - Tree.CHILDREN_PER_PAGE;

    /** A link and what it says. */
    public record Link(String href, String text) {}

    /** A page of keys. */
    public record Keys(String pattern, List<Link> keys, Optional<String> next) {}

    /** A line of the tree. */
    public record Line(String kind, String name, String text, String href) {}

    /** One document, or a part of it. */
    public record Document(String key, String type, String timeToLive, List<Link> way, List<Line> lines) {}

    @CheckedTemplate(basePath = "documents")
    static final class Pages {
        private Pages() {}

        static native TemplateInstance keys(Keys page);

        static native TemplateInstance document(Document page);
    }

    private final Browsing browsing;

    BrowseResource(Browsing browsing) {
        this.browsing = browsing;
    }

    @GET
    public CompletionStage<Page> page(
            @RestQuery Optional<String> key,
            @RestQuery Optional<String> path,
            @RestQuery Optional<String> from,
            @RestQuery Optional<String> pattern,
            @RestQuery Optional<String> cursor) {
        return key.isPresent()
                ? document(key.get(), path.orElse(""), PathParams.number("from", from.orElse("0"), 0, INDEX_MAX))
                : keys(pattern.orElse(""), cursor);
    }

    private CompletionStage<Page> keys(String pattern, Optional<String> cursor) {
        return browsing.keys(pattern, KEYS_PER_PAGE, cursor)
                .thenCompose(page -> Page.of(Pages.keys(new Keys(
                        pattern,
                        page.keys().stream()
                                .map(key -> new Link(query(Map.of("key", key)), key))
                                .toList(),
                        page.next().map(next -> query(Map.of("pattern", pattern, "cursor", next)))))));
    }

    private CompletionStage<Page> document(String key, String path, int from) {
        var id = PathParams.id("key", key);
        var place = browsing.path(path);
        return browsing.value(id, place)
                .thenCompose(value -> Page.of(Pages.document(new Document(
                        id,
                        value.type(),
                        value.timeToLive().isPresent() ? value.timeToLive().getAsLong() + " s left" : "stays",
                        way(id, place),
                        Tree.rows(value.json(), place, from).stream()
                                .map(row -> new Line(row.kind().name(), row.name(), row.text(), href(id, row)))
                                .toList()))));
    }

    /** From the root down to here. */
    private static List<Link> way(String key, JsonPath place) {
        var way = new java.util.ArrayList<Link>();
        var at = JsonPath.ROOT;
        way.add(new Link(query(Map.of("key", key)), key));
        for (var step : place.steps()) {
            at = at.then(step);
            way.add(new Link(query(Map.of("key", key, "path", at.toString())), new JsonPath(List.of(step)).toString()));
        }
        return way;
    }

    private static String href(String key, Tree.Row row) {
        return query(Map.of("key", key, "path", row.path().toString(), "from", Integer.toString(row.from())));
    }

    private static String query(Map<String, String> parameters) {
        var query = new StringBuilder("?");
        new java.util.TreeMap<>(parameters).forEach((name, value) -> query.append(query.length() > 1 ? "&" : "")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }
}
