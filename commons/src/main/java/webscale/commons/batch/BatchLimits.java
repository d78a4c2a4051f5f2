package webscale.commons.batch;

/**
 * The bounds of a {@link Batcher}.
 *
 * @param lanes how many batches may be worked on at once, at least 1; each lane is a thread and, for SQL, a connection
 * @param sizeMax most requests in one batch, at least 1
 * @param waitingMax most requests waiting for a lane; the next one is refused, so this bounds memory and waiting time
 */
public record BatchLimits(int lanes, int sizeMax, int waitingMax) {
    public BatchLimits {
        if (lanes < 1 || sizeMax < 1 || waitingMax < 1) {
            throw new IllegalArgumentException("lanes, sizeMax and waitingMax must be at least 1, but are " + lanes
                    + ", " + sizeMax + ", " + waitingMax);
        }
    }
}
