package webscale.ingest.queue;

/** A message that can never be stored, however often it is tried. */
public final class BadChunkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadChunkException(String reason) {
        super(reason, null, false, false);
    }
}
