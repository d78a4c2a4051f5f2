package webscale.commons.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;

/** What every error of a service must look like. */
public final class Problems {
    private Problems() {}

    /** Checks that this answer is a problem as RFC 9457 says it, with this status, and returns its code or null. */
    public static String assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        var body = answer.jsonPath();
        assertThat(body.getInt("status")).isEqualTo(status);
        assertThat(body.getString("title")).isNotBlank();
        assertThat(body.getString("detail")).isNotBlank().doesNotContain("Exception", "webscale", "http://");
        return body.getString("code");
    }
}
