package webscale.commons.batch;

/** The work failed and certainly left no effect. */
public final class RolledBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RolledBackException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
