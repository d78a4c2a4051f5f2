package webscale.order.checkout;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import webscale.order.remote.HoldAnswer;
import webscale.order.remote.TakeAnswer;

/**
 * What a checkout does to the world, and its clock. Every step may be repeated. A future that fails, or completes with
 * an empty answer, says that the outcome is unknown.
 */
public interface Steps {
    /**
     * Begins the next attempt of an open order, durably.
     *
     * @return fails with {@link webscale.commons.sql.UnavailableException}, {@link
     *     webscale.commons.batch.RolledBackException} or {@link webscale.commons.batch.OverloadedException} if nothing can
     *     have happened
     */
    CompletableFuture<Begin> begin(String orderId);

    CompletableFuture<HoldAnswer> hold(Attempt attempt);

    CompletableFuture<TakeAnswer> take(Attempt attempt);

    CompletableFuture<TakeAnswer> fence(Attempt attempt);

    CompletableFuture<?> release(Attempt attempt);

    CompletableFuture<?> settle(Attempt attempt);

    /** Writes the end into the order, unless someone else did; completes when it is durable. */
    CompletableFuture<?> end(Attempt attempt, Optional<Decline> decline);

    /** Nanoseconds since some moment. */
    long now();

    void after(Duration delay, Runnable task);
}
