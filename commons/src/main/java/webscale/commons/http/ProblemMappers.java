package webscale.commons.http;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import webscale.commons.batch.OverloadedException;

/** Every error leaves as problem+json, and none with a stack trace. */
public class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private final AllowedMethods allowed;

    ProblemMappers(AllowedMethods allowed) {
        this.allowed = allowed;
    }

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return e.problem().toResponse();
    }

    @ServerExceptionMapper
    Response overloaded(OverloadedException e) {
        return Response.fromResponse(
                        Problem.of(429, "overloaded", e.getMessage()).toResponse())
                .header(HttpHeaders.RETRY_AFTER, 1)
                .build();
    }

    @ServerExceptionMapper
    Response refusedByTheFramework(WebApplicationException e, RoutingContext request) {
        var original = e.getResponse();
        var detail =
                switch (original.getStatus()) {
                    case 404 -> "There is nothing at this path";
                    case 405 -> "This path is there, but not for this method";
                    default -> e.getMessage();
                };
        var response = Problem.of(original.getStatus(), null, detail).toResponse();
        return original.getStatus() == 405
                ? Response.fromResponse(response)
                        .header(HttpHeaders.ALLOW, allowed.of(RoutePath.of(request)))
                        .build()
                : response;
    }

    @ServerExceptionMapper
    Response unreadableBody(MismatchedInputException e) {
        return Problem.of(400, null, "The body is not what this path takes").toResponse();
    }

    @ServerExceptionMapper
    Response wrapped(CompletionException e, RoutingContext request) {
        return e.getCause() instanceof RuntimeException cause ? mapped(cause, request) : fault(e);
    }

    @ServerExceptionMapper
    Response fault(Throwable e) {
        return logged(e).toResponse();
    }

    /** The cause is logged here and told to nobody else; 503, for the same request may succeed once the fault is over. */
    static Problem logged(Throwable cause) {
        LOG.error("A request failed", cause);
        return Problem.of(503, "fault", "The service can't answer at the moment");
    }

    private Response mapped(RuntimeException cause, RoutingContext request) {
        return switch (cause) {
            case ProblemException e -> problem(e);
            case OverloadedException e -> overloaded(e);
            case WebApplicationException e -> refusedByTheFramework(e, request);
            default -> fault(cause);
        };
    }
}
