package webscale.ingest.scale;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How many pods a lag asks for: more at once, fewer only when fewer have sufficed for a while. Every pod decides for
 * itself and comes to the same figure, or leaves the number as it is; so no pod has to be the leader.
 */
final class Scaling {
    private record Wanted(long at, int pods) {}

    private final int min;
    private final int max;
    private final int lagPerPod;
    private final long calm;
    private final ArrayDeque<Wanted> lately = new ArrayDeque<>();
    private long watchedSince;

    /** @param now on the clock of {@link #pods} */
    Scaling(int min, int max, int lagPerPod, Duration calm, long now) {
        this.min = min;
        this.max = max;
        this.lagPerPod = lagPerPod;
        this.calm = calm.toNanos();
        this.watchedSince = now;
    }

    /**
     * @param pods as many as there are to be at the moment
     * @param now in nanoseconds
     */
    int pods(long lag, int pods, long now) {
        var wanted = Math.clamp(Math.ceilDiv(lag, lagPerPod), min, max);
        lately.add(new Wanted(now, wanted));
        while (now - lately.getFirst().at > calm) {
            lately.removeFirst();
        }
        var most = lately.stream().mapToInt(Wanted::pods).max().orElseThrow();
        return now - watchedSince < calm ? Math.max(pods, most) : most;
    }

    /** The lag can't be told, so nothing is known about this moment. */
    void unknown(long now) {
        lately.clear();
        watchedSince = now;
    }
}
