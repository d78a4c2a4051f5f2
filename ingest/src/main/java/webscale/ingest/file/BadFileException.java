package webscale.ingest.file;

/** The file as a whole can't be loaded: nothing of it is. */
public final class BadFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status what HTTP answers */
    public BadFileException(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
