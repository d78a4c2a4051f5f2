package webscale.order.checkout;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import webscale.order.checkout.Checkout.Ended;
import webscale.order.checkout.Checkout.Ending;
import webscale.order.checkout.Checkout.Fencing;
import webscale.order.checkout.Checkout.Holding;
import webscale.order.checkout.Checkout.Releasing;
import webscale.order.checkout.Checkout.Taking;

/** Drives one attempt from a state to its end: does what the state says, hands it the answer, and so on. */
final class Drive {
    private final Steps steps;
    private final long deadline;
    private final Runnable onSale;
    private final Backoff backoff = new Backoff();
    private final CompletableFuture<Ended> end = new CompletableFuture<>();

    private Drive(Steps steps, long deadline, Runnable onSale) {
        this.steps = steps;
        this.deadline = deadline;
        this.onSale = onSale;
    }

    /**
     * @param deadline on the clock of {@code steps}; from then on the attempt is no longer driven towards a sale
     * @param onSale runs when the order is sold, durably, before the end is written; once or more often
     * @return completes when the end is written; never fails
     */
    static CompletableFuture<Ended> toItsEnd(Checkout state, Steps steps, long deadline, Runnable onSale) {
        var drive = new Drive(steps, deadline, onSale);
        drive.go(state);
        return drive.end;
    }

    private void go(Checkout state) {
        switch (state) {
            case Holding s ->
                steps.hold(s.attempt())
                        .whenComplete((answer, fault) -> on(s, s.answered(Optional.ofNullable(answer), timeIsUp())));
            case Taking s ->
                steps.take(s.attempt())
                        .whenComplete((answer, fault) -> on(s, s.answered(Optional.ofNullable(answer), timeIsUp())));
            case Fencing s ->
                steps.fence(s.attempt())
                        .whenComplete((answer, fault) -> on(s, s.answered(Optional.ofNullable(answer))));
            case Releasing s ->
                steps.release(s.attempt())
                        .whenComplete((answer, fault) -> on(s, s.answered(fault == null, timeIsUp())));
            case Ending s -> {
                if (s.isSale()) {
                    onSale.run();
                }
                steps.end(s.attempt(), s.decline()).whenComplete((answer, fault) -> on(s, s.answered(fault == null)));
            }
            case Ended s -> finish(s);
        }
    }

    private void on(Checkout before, Checkout next) {
        if (next.equals(before)) {
            Duration delay = backoff.next();
            steps.after(delay, () -> go(next));
        } else {
            backoff.reset();
            go(next);
        }
    }

    private void finish(Ended ended) {
        end.complete(ended);
        if (ended.isSale()) {
            tell(() -> steps.settle(ended.attempt()), new Backoff());
        } else if (ended.releaseOwed()) {
            tell(() -> steps.release(ended.attempt()), new Backoff());
        }
    }

    /** Tells payment until it has heard; should this replica die first, {@link Recovery} finds what is still held. */
    private void tell(Supplier<CompletableFuture<?>> message, Backoff delays) {
        message.get().whenComplete((answer, fault) -> {
            if (fault != null) {
                steps.after(delays.next(), () -> tell(message, delays));
            }
        });
    }

    private boolean timeIsUp() {
        return steps.now() - deadline >= 0;
    }
}
