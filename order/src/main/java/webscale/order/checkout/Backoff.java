package webscale.order.checkout;

import java.time.Duration;

/** Waiting times that double from {@code first} to {@code most}. Not thread-safe: one for each thing that is waited for. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(4);
    private static final Duration MOST = Duration.ofMillis(256);

    private Duration next = FIRST;

    Duration next() {
        var result = next;
        next = next.multipliedBy(2).compareTo(MOST) > 0 ? MOST : next.multipliedBy(2);
        return result;
    }

    void reset() {
        next = FIRST;
    }
}
