package webscale.commons.http;

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
    Response refusedByTheFramework(WebApplicationException e) {
        var original = e.getResponse();
        var detail =
                switch (original.getStatus()) {
                    case 404 -> "There is nothing at this path";
                    case 405 -> "This path is there, but not for this method";
                    default -> e.getMessage();
                };
        var response = Response.fromResponse(
                Problem.of(original.getStatus(), null, detail).toResponse());
        var allow = original.getHeaderString(HttpHeaders.ALLOW);
        return (allow == null ? response : response.header(HttpHeaders.ALLOW, allow)).build();
    }

    @ServerExceptionMapper
    Response wrapped(CompletionException e) {
        return e.getCause() instanceof RuntimeException cause ? mapped(cause) : fault(e);
    }

    /** The cause is logged here and told to nobody else; 503, for the same request may succeed once the fault is over. */
    @ServerExceptionMapper
    Response fault(Throwable e) {
        LOG.error("A request failed", e);
        return Problem.of(503, "fault", "The service can't answer at the moment")
                .toResponse();
    }

    private Response mapped(RuntimeException cause) {
        return switch (cause) {
            case ProblemException e -> problem(e);
            case OverloadedException e -> overloaded(e);
            case WebApplicationException e -> refusedByTheFramework(e);
            default -> fault(cause);
        };
    }
}
