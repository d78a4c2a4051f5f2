package webscale.commons.testing;

import java.security.SecureRandom;
import java.util.stream.LongStream;

/** Seeds of random tests. The test's name shows the seed, and {@code -Dseed=…} runs that one again. */
public final class Seeds {
    private Seeds() {}

    /** So many new seeds, or the one that was asked for. */
    public static LongStream fresh(int count) {
        var replayed = Long.getLong("seed");
        return replayed != null ? LongStream.of(replayed) : new SecureRandom().longs(count, 0, Integer.MAX_VALUE);
    }
}
