package webscale.order.checkout;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import webscale.order.Order;
import webscale.order.OrderConfig;
import webscale.order.remote.Charge;
import webscale.order.remote.PaymentClient;

/**
 * Keeps this replica's lease, ends the checkouts of replicas that died, and has payment give up what is held for
 * attempts that have ended. Any number of replicas may do so at once: every step may be repeated, and stock decides
 * between those who give up an attempt and those who still drive it.
 */
final class Recovery implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Recovery.class);
    private static final int ADOPTED_AT_ONCE = 1_000;
    private static final int SWEPT_AT_ONCE = 1_000;

    private final CheckoutTable table;
    private final ReplicaTable replicas;
    private final PaymentClient payment;
    private final OrderConfig.Checkout config;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("recovery").daemon().factory());
    private volatile int replica;
    private Checkouts checkouts;
    private Steps steps;
    private boolean adoptionDue = true;
    private boolean sweepDue = true;
    private long lastSweep = System.nanoTime();

    Recovery(CheckoutTable table, ReplicaTable replicas, PaymentClient payment, OrderConfig.Checkout config) {
        this.table = table;
        this.replicas = replicas;
        this.payment = payment;
        this.config = config;
    }

    /** Registers the replica and starts the timer. */
    void start(Checkouts checkouts, Steps steps) {
        this.checkouts = checkouts;
        this.steps = steps;
        replica = replicas.register(config.lease());
        timer.scheduleWithFixedDelay(this::tick, 0, config.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The number under which this replica's attempts are on record. */
    int replica() {
        return replica;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (timer.awaitTermination(5, TimeUnit.SECONDS) && checkouts.inFlight() == 0) {
                replicas.leave(replica);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debugf(e, "The lease of replica %d is left to run out", replica);
        }
    }

    private void tick() {
        try {
            if (!replicas.renew(replica, config.lease())) {
                int lapsed = replica;
                replica = replicas.register(config.lease());
                LOG.warnf("Replica %d had lost its lease and goes on as replica %d", lapsed, replica);
                adoptionDue = true;
            }
            boolean sweepAnyway = System.nanoTime() - lastSweep > config.sweep().toNanos();
            if (adoptionDue || sweepAnyway || replicas.anyDead()) {
                adopt();
                adoptionDue = false;
                replicas.forgetDead();
                sweepDue = true;
            }
            if (sweepDue) {
                sweep();
                sweepDue = false;
                lastSweep = System.nanoTime();
            }
        } catch (RuntimeException e) {
            LOG.warnf("Recovery has to wait: %s", e.getMessage());
        }
    }

    private void adopt() {
        List<Attempt> adopted;
        do {
            adopted = table.adopt(replica, ADOPTED_AT_ONCE);
            for (var attempt : adopted) {
                checkouts
                        .recover(attempt)
                        .thenAccept(verdict ->
                                LOG.debugf("Order %s attempt %d: %s", attempt.orderId(), attempt.number(), verdict));
            }
        } while (adopted.size() == ADOPTED_AT_ONCE && isNewAmong(adopted));
    }

    /** A full page of attempts that are all being driven here already would come again and again. */
    private boolean isNewAmong(List<Attempt> adopted) {
        return checkouts.inFlight() < adopted.size();
    }

    /** Asks payment for everything that is held, and ends what belongs to no attempt on its way. */
    private void sweep() {
        Charge after = null;
        List<Charge> page;
        do {
            page = payment.page(new PaymentClient.PageRequest(after, true, SWEPT_AT_ONCE));
            if (page.isEmpty()) {
                return;
            }
            var statuses = table.status(page.stream().map(Charge::orderId).toList());
            for (int i = 0; i < page.size(); i++) {
                var charge = page.get(i);
                var status = statuses.get(i);
                boolean paying = status.filter(s -> s.isPaying(charge.generation(), charge.attempt()))
                        .isPresent();
                boolean paid = status.filter(
                                s -> s.state() == Order.State.PAID && s.isAt(charge.generation(), charge.attempt()))
                        .isPresent();
                if (paid) {
                    steps.settle(attempt(charge));
                } else if (!paying) {
                    Drive.toItsEnd(new Checkout.Fencing(attempt(charge), Decline.INTERRUPTED), steps, steps.now());
                }
            }
            after = page.getLast();
        } while (page.size() == SWEPT_AT_ONCE);
    }

    private static Attempt attempt(Charge charge) {
        return new Attempt(
                charge.orderId(),
                charge.generation(),
                charge.attempt(),
                charge.userId(),
                charge.amount(),
                new TreeMap<>());
    }
}
