package webscale.commons.http;

import io.vertx.ext.web.RoutingContext;

/** The path of a request, for what answers errors. */
public final class RoutePath {
    private RoutePath() {}

    /**
     * Without matrix parameters, and not decoded. {@code UriInfo.getPath} decodes a path that has some a second time, and
     * throws where that can't be done.
     */
    public static String of(RoutingContext request) {
        return request.request().path().replaceAll(";[^/]*", "");
    }
}
