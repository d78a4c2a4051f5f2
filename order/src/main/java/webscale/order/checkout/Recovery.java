package webscale.order.checkout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import webscale.order.Order;
import webscale.order.remote.Charge;

/**
 * Keeps this replica's lease, ends the checkouts of replicas that died, and has payment give up what is held for
 * attempts that have ended. Any number of replicas may do so at once: every step may be repeated, and stock decides
 * between those who give up an attempt and those who still drive it.
 *
 * <p>Whoever owns this calls {@link #tick} every heartbeat, one call at a time.
 */
final class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);
    private static final int PAGE = 1_000;

    /** So many that a heartbeat still comes long before the lease's end, however long payment's table is. */
    private static final int PARTS_AT_ONCE = 32;

    private final Records records;
    private final Checkouts checkouts;
    private final Steps steps;
    private final Duration lease;
    private final Duration sweepInterval;
    private volatile Optional<Integer> replica = Optional.empty();
    private boolean adoptionDue;
    private boolean sweepDue;
    /** Where the sweep on its way goes on, if there is one. */
    private Optional<Long> sweepAt = Optional.empty();

    private long lastRound;

    Recovery(Records records, Checkouts checkouts, Steps steps, Duration lease, Duration sweepInterval) {
        this.records = records;
        this.checkouts = checkouts;
        this.steps = steps;
        this.lease = lease;
        this.sweepInterval = sweepInterval;
    }

    /** The number under which this replica's attempts are on record; no row has number 0. */
    int replica() {
        return replica.orElse(0);
    }

    /** One round. What fails is left for the next one. */
    void tick() {
        try {
            if (replica.isEmpty() || !records.renew(replica(), lease)) {
                replica = Optional.of(records.register(lease));
                LOG.infof("This is replica %d", replica());
                adoptionDue = true;
            }
            boolean roundDue = steps.now() - lastRound > sweepInterval.toNanos();
            if (adoptionDue || roundDue || records.anyDead()) {
                adopt();
                sweepDue = true;
                lastRound = steps.now();
                records.forgetDead();
            }
            sweep();
        } catch (RuntimeException e) {
            LOG.warnf("Recovery has to wait: %s", e.getMessage());
        }
    }

    /** Gives the lease up. Attempts still in flight are then ended by others. */
    void leave() {
        if (replica.isPresent()) {
            records.leave(replica());
        }
    }

    private void adopt() {
        var adopted = records.adopt(replica(), PAGE);
        adopted.forEach(checkouts::recover);
        // A full page may hide more; once these have ended, the next round finds those.
        adoptionDue = adopted.size() == PAGE;
    }

    /**
     * Goes through everything that payment holds, and ends what belongs to no attempt on its way. What comes up while a
     * sweep is on its way is for the one after it.
     */
    private void sweep() {
        if (sweepDue && sweepAt.isEmpty()) {
            sweepAt = Optional.of(0L);
            sweepDue = false;
        }
        for (int parts = 0; sweepAt.isPresent() && parts < PARTS_AT_ONCE; parts++) {
            var part = records.held(sweepAt.get());
            resolve(part.charges());
            sweepAt = Optional.ofNullable(part.next());
        }
    }

    private void resolve(List<Charge> charges) {
        if (!charges.isEmpty()) {
            var statuses = records.status(charges.stream().map(Charge::orderId).toList());
            for (int i = 0; i < charges.size(); i++) {
                resolve(charges.get(i), statuses.get(i));
            }
        }
    }

    /** The status was read after the charge, so an attempt that it doesn't know has ended. */
    private void resolve(Charge charge, Optional<OrderStatus> status) {
        var attempt = new Attempt(
                charge.orderId(),
                charge.generation(),
                charge.attempt(),
                charge.userId(),
                charge.amount(),
                new TreeMap<>());
        if (status.isPresent() && status.get().isPaying(charge.generation(), charge.attempt())) {
            return;
        }
        if (status.isPresent()
                && status.get().isAt(charge.generation(), charge.attempt())
                && status.get().state() == Order.State.PAID) {
            steps.settle(attempt);
        } else {
            Drive.toItsEnd(new Checkout.Fencing(attempt, Decline.INTERRUPTED), steps, steps.now(), () -> {});
        }
    }
}
