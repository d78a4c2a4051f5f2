package webscale.query.loads;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A file or upload on its way into the warehouse, as ingest keeps the books of it.
 *
 * @param chunksTotal none while it is still being received
 * @param elapsed     until its end, or until now
 */
public record Load(
        String id,
        String dataset,
        Optional<String> name,
        String state,
        long read,
        long stored,
        long rejected,
        Optional<Integer> chunksTotal,
        int chunksDone,
        Instant created,
        Duration elapsed,
        Optional<String> failure) {
    private static final int PERCENT = 100;

    public boolean isUnderWay() {
        return state.equals("RECEIVING") || state.equals("LOADING");
    }

    public String title() {
        return name.filter(it -> !it.isBlank()).orElse(id);
    }

    /** How much of it is done, in percent, once that is known. */
    public Optional<Integer> done() {
        return chunksTotal.filter(total -> total > 0).map(total -> (int) ((long) PERCENT * chunksDone / total));
    }

    public long rowsPerSecond() {
        long millis = Math.max(1, elapsed.toMillis());
        return Math.round(read * 1000.0 / millis);
    }

    /** What is left at this speed, once it can be told, such as {@code 1 min 5 s}. */
    public Optional<String> left() {
        return chunksTotal
                .filter(total -> isUnderWay() && chunksDone > 0 && total > chunksDone)
                .map(total -> words(elapsed.multipliedBy(total - chunksDone).dividedBy(chunksDone)));
    }

    public String took() {
        return words(elapsed);
    }

    private static String words(Duration time) {
        if (time.toSeconds() < 10) {
            return String.format(java.util.Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
