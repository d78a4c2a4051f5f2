package webscale.query.documents.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import webscale.commons.batch.OverloadedException;
import webscale.query.documents.DocumentsConfig;

/** Reads the bodies of this API before anything else sees them, and refuses one as soon as it is too long. */
@Singleton
public class Bodies {
    private static final int BEFORE_THE_ROUTES = 90;

    /** Names, blanks and escapes around a document. */
    private static final int ENVELOPE_BYTES_MAX = 64 * 1024;

    private static final long LINGER_MILLIS = 2_000;

    private final InFlight inFlight;
    private final long bytesMax;

    Bodies(InFlight inFlight, DocumentsConfig config) {
        this.inFlight = inFlight;
        this.bytesMax = config.documentMax().asLongValue() + ENVELOPE_BYTES_MAX;
    }

    void register(@Observes Filters filters) {
        filters.register(this::read, BEFORE_THE_ROUTES);
    }

    private void read(RoutingContext context) {
        var request = context.request();
        if (!ApiErrors.isApi(request.path())) {
            context.next();
            return;
        }
        var call = Call.open(context, inFlight);
        if (request.isEnded()) {
            context.next();
            return;
        }
        long declared = declaredLength(context);
        if (declared > bytesMax) {
            refuse(context, 413, tooLong());
        } else if (hasRoom(context, () -> call.expect((int) declared))) {
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.handler(chunk -> take(context, call, chunk));
            request.endHandler(_ -> context.next());
            request.resume();
        }
    }

    private void take(RoutingContext context, Call call, Buffer chunk) {
        if (call.length() + (long) chunk.length() > bytesMax) {
            call.forgetBody();
            refuse(context, 413, tooLong());
        } else if (!hasRoom(context, () -> call.append(chunk))) {
            call.forgetBody();
        }
    }

    private static boolean hasRoom(RoutingContext context, Runnable use) {
        try {
            use.run();
            return true;
        } catch (OverloadedException e) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            refuse(context, 429, e.getMessage());
            return false;
        }
    }

    private static long declaredLength(RoutingContext context) {
        var length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // the server refuses such a request by itself
        }
    }

    private String tooLong() {
        return "The body may have at most " + bytesMax + " bytes";
    }

    /**
     * What is still on its way is thrown away for a moment, so that the client gets to reading the answer; then the
     * connection ends.
     */
    private static void refuse(RoutingContext context, int status, String error) {
        var request = context.request();
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject().put("error", error).toBuffer());
        request.handler(_ -> {});
        request.endHandler(_ -> {});
        request.resume();
        context.vertx().setTimer(LINGER_MILLIS, _ -> {
            if (!request.isEnded()) {
                request.connection().close();
            }
        });
    }
}
