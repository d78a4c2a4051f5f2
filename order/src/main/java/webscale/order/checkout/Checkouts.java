package webscale.order.checkout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import webscale.commons.batch.OverloadedException;
import webscale.commons.batch.RolledBackException;
import webscale.commons.sql.UnavailableException;

/**
 * The checkouts that this replica drives, at most one per order and until its end is written: whoever asks for the same
 * order meanwhile is told the same.
 */
public final class Checkouts {
    private final Steps steps;
    private final int inFlightMax;
    private final Duration patience;
    private final ConcurrentHashMap<String, Driven> inFlight = new ConcurrentHashMap<>();

    private static final class Driven extends CompletableFuture<Verdict> {
        private final long since;
        private final CompletableFuture<Void> written = new CompletableFuture<>();

        Driven(long since) {
            this.since = since;
        }
    }

    public Checkouts(Steps steps, int inFlightMax, Duration patience) {
        this.steps = steps;
        this.inFlightMax = inFlightMax;
        this.patience = patience;
    }

    /**
     * Checks the order out.
     *
     * @return completes once the verdict is durable; never fails. A sale is when stock has taken, and may be written into
     *     the order a little later
     */
    public CompletableFuture<Verdict> checkout(String orderId) {
        return checkout(orderId, steps.now() + patience.toNanos());
    }

    /** Ends an attempt that another replica, or this one in an earlier life, left behind. */
    CompletableFuture<Verdict> recover(Attempt attempt) {
        var mine = new Driven(steps.now());
        var driven = inFlight.putIfAbsent(attempt.orderId(), mine);
        if (driven != null) {
            return driven;
        }
        // No client waits, so there is no way to a sale that stock doesn't already know of, and no hurry either.
        drive(new Checkout.Fencing(attempt, Decline.INTERRUPTED), steps.now(), mine);
        return mine;
    }

    /** How many are being driven. */
    public int inFlight() {
        return inFlight.size();
    }

    /** How long the one that takes longest has been on its way. */
    public Duration oldest() {
        long now = steps.now();
        return Duration.ofNanos(inFlight.values().stream()
                .mapToLong(driven -> now - driven.since)
                .max()
                .orElse(0));
    }

    private CompletableFuture<Verdict> checkout(String orderId, long deadline) {
        if (inFlight.size() >= inFlightMax) {
            return CompletableFuture.completedFuture(new Verdict.NotBegun());
        }
        var mine = new Driven(steps.now());
        var driven = inFlight.putIfAbsent(orderId, mine);
        if (driven != null && driven.isDone()) {
            // It is told, not written: an order that batch_init has put in its place meanwhile is another one.
            return driven.written.thenCompose(_ -> checkout(orderId, deadline));
        }
        if (driven != null) {
            return driven.thenCompose(verdict -> isWorthAnotherTry(verdict, deadline)
                    ? checkout(orderId, deadline)
                    : CompletableFuture.completedFuture(verdict));
        }
        begin(orderId, deadline, new Backoff(), false, mine);
        return mine;
    }

    /** @param mayHaveBegun whether an earlier call's outcome is unknown, so that "not begun" would be a guess */
    private void begin(String orderId, long deadline, Backoff backoff, boolean mayHaveBegun, Driven mine) {
        steps.begin(orderId).whenComplete((answer, fault) -> {
            switch (answer) {
                case null -> beginAgain(orderId, deadline, backoff, mayHaveBegun || !isHarmless(fault), mine);
                case Begin.Begun begun -> drive(new Checkout.Holding(begun.attempt()), deadline, mine);
                case Begin.Resumed resumed ->
                    drive(new Checkout.Fencing(resumed.attempt(), Decline.INTERRUPTED), deadline, mine);
                case Begin.AlreadyPaid _ -> finish(orderId, new Verdict.Paid(), mine);
                case Begin.UnknownOrder _ -> finish(orderId, new Verdict.UnknownOrder(), mine);
                case Begin.EmptyOrder _ -> finish(orderId, new Verdict.EmptyOrder(), mine);
                case Begin.AskAgain _ -> beginAgain(orderId, deadline, backoff, false, mine);
                case Begin.Elsewhere _ -> beginAgain(orderId, deadline, backoff, mayHaveBegun, mine);
            }
        });
    }

    private void beginAgain(String orderId, long deadline, Backoff backoff, boolean mayHaveBegun, Driven mine) {
        if (timeIsUp(deadline) && !mayHaveBegun) {
            finish(orderId, new Verdict.NotBegun(), mine);
        } else {
            steps.after(backoff.next(), () -> begin(orderId, deadline, backoff, mayHaveBegun, mine));
        }
    }

    private void drive(Checkout state, long deadline, Driven mine) {
        var orderId = state.attempt().orderId();
        Runnable onSale = () -> mine.complete(new Verdict.Paid());
        Drive.toItsEnd(state, steps, deadline, onSale).thenAccept(ended -> {
            Verdict verdict =
                    ended.decline().<Verdict>map(Verdict.Declined::new).orElseGet(Verdict.Paid::new);
            if (isWorthAnotherTry(verdict, deadline)) {
                begin(orderId, deadline, new Backoff(), false, mine);
            } else {
                finish(orderId, verdict, mine);
            }
        });
    }

    private void finish(String orderId, Verdict verdict, Driven mine) {
        inFlight.remove(orderId, mine);
        mine.complete(verdict);
        mine.written.complete(null);
    }

    /** An interruption is nobody's refusal. */
    private boolean isWorthAnotherTry(Verdict verdict, long deadline) {
        return verdict instanceof Verdict.Declined(var decline)
                && decline == Decline.INTERRUPTED
                && !timeIsUp(deadline);
    }

    private static boolean isHarmless(Throwable fault) {
        var cause = fault instanceof CompletionException wrapped ? wrapped.getCause() : fault;
        return cause instanceof UnavailableException
                || cause instanceof RolledBackException // as when the disk is full
                || cause instanceof OverloadedException;
    }

    private boolean timeIsUp(long deadline) {
        return steps.now() - deadline >= 0;
    }
}
