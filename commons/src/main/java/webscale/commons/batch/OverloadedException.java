package webscale.commons.batch;

/** A queue is full or closing. Nothing was begun, so the same request may be sent again; HTTP says 429. */
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OverloadedException(String queue) {
        super("Too many requests are waiting for " + queue, null, false, false);
    }
}
