package webscale.local;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A request's path in the one form that the gateway and the services both decide by. */
final class RequestPath {
    private RequestPath() {}

    /**
     * The path decoded, with single slashes; the same string when there was nothing to do. Empty for a path that climbs
     * ({@code ..}, however written) or can't be decoded: behind the gateway such a path could mean another one.
     */
    static Optional<String> normal(String path) {
        if (path == null || path.isEmpty() || path.charAt(0) != '/') {
            return Optional.empty();
        }
        if (plain(path)) {
            return Optional.of(path);
        }
        try {
            // URLDecoder is for forms, where a plus is a blank; in a path it is itself.
            var decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            var normal = decoded.replace('\\', '/').replaceAll("/{2,}", "/");
            for (var segment : normal.split("/")) {
                if (segment.equals(".") || segment.equals("..")) {
                    return Optional.empty();
                }
            }
            return Optional.of(normal);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a per cent sign without two digits
        }
    }

    /** {@code orders} of {@code /orders/find/1} */
    static String firstSegment(String normalPath) {
        var end = normalPath.indexOf('/', 1);
        return end < 0 ? normalPath.substring(1) : normalPath.substring(1, end);
    }

    private static boolean plain(String path) {
        var before = ' ';
        for (var i = 0; i < path.length(); i++) {
            var c = path.charAt(i);
            if (c == '%' || c == '\\' || c == '.' || (c == '/' && before == '/')) {
                return false;
            }
            before = c;
        }
        return true;
    }
}
