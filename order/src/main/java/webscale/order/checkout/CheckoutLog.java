package webscale.order.checkout;

import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * One event for each checkout that was answered, its order as a field beside the trace's. At DEBUG, for there may be
 * thousands a second; only who was given up for want of time is news.
 */
public final class CheckoutLog {
    private static final Logger LOG = Logger.getLogger("webscale.checkout");
    private static final String ORDER = "orderId";

    private CheckoutLog() {}

    /** Returns the verdict. */
    public static Verdict noted(String orderId, Verdict verdict) {
        var level = verdict instanceof Verdict.Declined(var decline) && decline == Decline.TIMED_OUT
                ? Logger.Level.WARN
                : Logger.Level.DEBUG;
        if (LOG.isEnabled(level)) {
            MDC.put(ORDER, orderId);
            try {
                LOG.logf(level, "Checkout of order %s: %s", orderId, verdict);
            } finally {
                MDC.remove(ORDER);
            }
        }
        return verdict;
    }
}
