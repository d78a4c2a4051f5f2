package webscale.query.cache;

import java.util.concurrent.TimeUnit;

/** So many permits a second, and never more than that at once. */
final class Budget {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private double left;
    private long at = System.nanoTime();

    Budget(int perSecond) {
        this.perSecond = perSecond;
        this.left = perSecond;
    }

    synchronized boolean take() {
        long now = System.nanoTime();
        left = Math.min(perSecond, left + (now - at) / NANOS_PER_SECOND * perSecond);
        at = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
