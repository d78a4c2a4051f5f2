package webscale.commons.http;

/** Ends a request with a {@link Problem}: for refusals that are found while reading the request. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(int status, String code, String detail) {
        super(detail, null, false, false);
        this.problem = Problem.of(status, code, detail);
    }

    public static ProblemException badRequest(String detail) {
        return new ProblemException(400, null, detail);
    }

    /** What was asked for does not exist: {@code item "7" does not exist}. */
    public static ProblemException unknown(String what, String id) {
        return new ProblemException(404, "unknown-" + what, what + " \"" + id + "\" does not exist");
    }

    public static ProblemException conflict(String code, String detail) {
        return new ProblemException(409, code, detail);
    }

    public Problem problem() {
        return problem;
    }
}
