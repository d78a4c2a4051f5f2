package webscale.query.documents;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline. */
public final class Await {
    private static final long POLL_NANOS = 20_000_000;

    private Await() {}

    public static void until(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("not within " + patience + ": " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
