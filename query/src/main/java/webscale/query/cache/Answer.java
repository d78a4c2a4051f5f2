package webscale.query.cache;

/** An answer, and how it is written in JSON. It is used by many requests at once, so nobody may change it. */
public final class Answer<T> {
    private final T value;
    private final byte[] json;
    private final long nearNanos;

    Answer(T value, byte[] json, long nearNanos) {
        this.value = value;
        this.json = json;
        this.nearNanos = nearNanos;
    }

    public T value() {
        return value;
    }

    public byte[] json() {
        return json;
    }

    /** How long this process may use it without looking again. */
    long nearNanos() {
        return nearNanos;
    }
}
