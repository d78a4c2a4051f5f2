package webscale.ingest.queue;

import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Tries again and again, at growing distances. */
public final class Backoff {
    private static final Logger LOG = Logger.getLogger(Backoff.class);
    private static final int PAUSE_MILLIS_MIN = 50;
    private static final int PAUSE_MILLIS_MAX = 2_000;
    private static final long SAY_NANOS = 30_000_000_000L;

    private int pause = PAUSE_MILLIS_MIN;
    private long sayAgainNanos = System.nanoTime();

    /** What is tried. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /**
     * Returns when the work is done.
     *
     * @throws IllegalStateException if the thread is interrupted
     */
    public static void untilDone(String complaint, Work work) {
        var backoff = new Backoff();
        while (true) {
            try {
                work.run();
                return;
            } catch (InterruptedException e) {
                throw interrupted();
            } catch (Exception e) {
                backoff.pause(complaint, e);
            }
        }
    }

    /** Sleeps, and complains now and then. */
    public void pause(String complaint, Exception cause) {
        if (System.nanoTime() - sayAgainNanos >= 0) {
            LOG.warnf("%s (%s); trying again", complaint, cause);
            sayAgainNanos = System.nanoTime() + SAY_NANOS;
        }
        pause();
    }

    /** Sleeps. */
    public void pause() {
        try {
            Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextInt(pause));
        } catch (InterruptedException e) {
            throw interrupted();
        }
        pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Stopped while waiting");
    }
}
