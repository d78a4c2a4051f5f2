package webscale.commons.batch;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import webscale.commons.trace.Member;

/**
 * Turns single requests into batches: whatever arrived while the previous batch was being worked on becomes the next
 * one. A request that finds nothing going on is worked on at once and alone. Under load, a batch that would be much
 * smaller than the last ones waits for a moment, for what a batch costs hardly depends on its size.
 *
 * <p>With one lane, inputs are worked on in the order of their arrival. With several lanes, that order holds within a
 * batch but not between batches.
 *
 * @param <I> one request
 * @param <O> its answer; a refusal is an answer too, never an exception
 */
public final class Batcher<I, O> implements AutoCloseable {
    /** Does the work of one batch, on a lane's own thread, so it may block. */
    @FunctionalInterface
    public interface Work<I, O> {
        /**
         * @param batch at least one input, in order of arrival
         * @return as many answers as inputs, in the same order
         * @throws RolledBackException if nothing of the batch happened: it is then halved and tried again, so that a
         *     member that can't be worked on fails alone
         * @throws Exception if the outcome is unknown: every member of the batch gets this exception
         */
        List<O> run(List<I> batch) throws Exception;
    }

    private static final Logger LOG = Logger.getLogger(Batcher.class);

    private static final Duration GATHERING = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private record Entry<I, O>(I input, boolean patient, CompletableFuture<O> answer, Member member) {}

    private final BatchLimits limits;
    private final long gatheringNanos;
    private final long patienceNanos;
    private final String name;
    private final Work<I, O> work;
    private final DistributionSummary sizes;
    private final ArrayDeque<Entry<I, O>> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<Thread> lanes = new ArrayList<>();
    /** How many of those waiting aren't patient. */
    private int urgent;
    /** How full the last batches were, the small ones among them left out: what comes in bursts is not split. */
    private int fill;

    private int idleLanes;
    private boolean closed;

    /**
     * Starts the lanes.
     *
     * @param name names the threads and the metrics {@code webscale.batch.size} and {@code webscale.batch.waiting}
     */
    public Batcher(String name, BatchLimits limits, MeterRegistry metrics, Work<I, O> work) {
        this(name, limits, GATHERING, PATIENCE, metrics, work);
    }

    /**
     * @param gathering longest wait of a batch for as many members as are {@link #wanted}
     * @param patience longest wait of a patient request for others to go with
     */
    Batcher(
            String name,
            BatchLimits limits,
            Duration gathering,
            Duration patience,
            MeterRegistry metrics,
            Work<I, O> work) {
        this.name = name;
        this.limits = limits;
        this.gatheringNanos = gathering.toNanos();
        this.patienceNanos = patience.toNanos();
        this.work = work;
        this.sizes = DistributionSummary.builder("webscale.batch.size")
                .description("Requests worked on together")
                .tag("batcher", name)
                .register(metrics);
        metrics.gauge(
                "webscale.batch.waiting",
                List.of(io.micrometer.core.instrument.Tag.of("batcher", name)),
                this,
                Batcher::waiting);
        for (int lane = 0; lane < limits.lanes(); lane++) {
            lanes.add(Thread.ofPlatform()
                    .name("batch-" + name + "-" + lane)
                    .daemon()
                    .start(this::runLane));
        }
    }

    /**
     * Queues one request.
     *
     * @return its answer; fails with {@link OverloadedException} if the queue is full or closed, in which case nothing
     *     was begun
     */
    public CompletableFuture<O> submit(I input) {
        return submit(new Entry<>(input, false, new CompletableFuture<>(), Member.arrived(name)));
    }

    /** As {@link #submit}, for what nobody waits for: it goes with the next batch of others, or alone after 10 ms. */
    public CompletableFuture<O> submitPatiently(I input) {
        return submit(new Entry<>(input, true, new CompletableFuture<>(), Member.arrived(name)));
    }

    private CompletableFuture<O> submit(Entry<I, O> entry) {
        lock.lock();
        try {
            if (closed || waiting.size() >= limits.waitingMax()) {
                fail(entry, new OverloadedException(name));
                return entry.answer();
            }
            waiting.add(entry);
            if (!entry.patient()) {
                urgent++;
            }
            if (idleLanes > 0 && (waiting.size() == 1 || urgent == 1 || urgent == wanted())) {
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        return entry.answer();
    }

    /** Takes nothing new, finishes what is queued and returns when the lanes have ended, or after 30 s. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try {
            for (var lane : lanes) {
                lane.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void runLane() {
        for (var batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
            sizes.record(batch.size());
            answer(batch);
        }
    }

    /** Waits for work; an empty list means that the batcher is closed and drained. */
    private List<Entry<I, O>> nextBatch() {
        lock.lock();
        try {
            awaitWork();
            var batch = new ArrayList<Entry<I, O>>(Math.min(waiting.size(), limits.sizeMax()));
            int urgentBefore = urgent;
            while (batch.size() < limits.sizeMax() && !waiting.isEmpty()) {
                var entry = waiting.poll();
                batch.add(entry);
                if (!entry.patient()) {
                    urgent--;
                }
            }
            fill = Math.max(urgentBefore - urgent, fill * 3 / 4);
            if (!waiting.isEmpty() && idleLanes > 0) {
                arrived.signal();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when there is something to do now, or nothing more ever. */
    private void awaitWork() {
        idleLanes++;
        try {
            do {
                while (waiting.isEmpty() && !closed) {
                    arrived.awaitUninterruptibly();
                }
                awaitUrgent(1, patienceNanos);
                awaitUrgent(wanted(), gatheringNanos);
            } while (waiting.isEmpty() && !closed); // another lane was faster
        } finally {
            idleLanes--;
        }
    }

    /** How many urgent ones are worth starting a batch for. */
    private int wanted() {
        return fill / 2;
    }

    private void awaitUrgent(int number, long nanosMax) {
        try {
            for (long left = nanosMax; urgent < number && left > 0 && !closed && !waiting.isEmpty(); ) {
                left = arrived.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the batch is then smaller than it might be
        }
    }

    private void answer(List<Entry<I, O>> batch) {
        List<O> answers;
        try {
            answers = Member.working(
                    name,
                    batch.stream().map(Entry::member).toList(),
                    () -> work.run(batch.stream().map(Entry::input).toList()));
            if (answers.size() != batch.size()) {
                throw new IllegalStateException(
                        name + " gave " + answers.size() + " answers to " + batch.size() + " inputs");
            }
        } catch (RolledBackException e) {
            if (batch.size() == 1) {
                fail(batch.getFirst(), e);
                return;
            }
            answer(batch.subList(0, batch.size() / 2));
            answer(batch.subList(batch.size() / 2, batch.size()));
            return;
        } catch (Exception | Error e) {
            batch.forEach(entry -> fail(entry, e));
            return;
        }
        for (int i = 0; i < answers.size(); i++) {
            complete(batch.get(i), answers.get(i));
        }
    }

    /** A caller's continuation runs here; one that throws must not end the lane. */
    private void complete(Entry<I, O> entry, O answer) {
        try (var _ = entry.member().answered()) {
            entry.answer().complete(answer);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A continuation of %s failed", name);
        }
    }

    private void fail(Entry<I, O> entry, Throwable cause) {
        try (var _ = entry.member().failed(cause)) {
            entry.answer().completeExceptionally(cause);
        }
    }
}
