package webscale.commons.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;

/**
 * An error as RFC 9457 says it, {@code application/problem+json}.
 *
 * @param code a stable word for programs, such as {@code out-of-stock}; absent where the status says it all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String title, int status, String detail, String code) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem whose title is the status's own phrase. */
    public static Problem of(int status, String code, String detail) {
        var known = Response.Status.fromStatusCode(status);
        return new Problem(known == null ? "Error" : known.getReasonPhrase(), status, detail, code);
    }

    /** The response that carries it. */
    public Response toResponse() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }
}
