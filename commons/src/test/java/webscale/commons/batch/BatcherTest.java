package webscale.commons.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs are numbers, answers are their squares. */
@Timeout(30)
class BatcherTest {
    private static final int FIRST = -1;
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstBegan = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private Batcher<Integer, Integer> batcher;

    @AfterEach
    void close() {
        firstMayEnd.countDown();
        batcher.close();
    }

    @Test
    void works_alone_and_at_once_on_what_finds_an_idle_lane() {
        start(new BatchLimits(1, 100, 100), BatcherTest::squares);
        assertThat(batcher.submit(7).join()).isEqualTo(49);
        assertThat(batcher.submit(8).join()).isEqualTo(64);
        assertThat(batches).containsExactly(List.of(7), List.of(8));
    }

    @Test
    void what_arrives_during_a_batch_forms_the_next_one_in_the_order_of_arrival() throws InterruptedException {
        start(new BatchLimits(1, 100, 100), BatcherTest::squares);
        holdTheLane();
        var answers = submitAll(range(0, 50));
        assertThat(batches).containsExactly(List.of(FIRST));
        firstMayEnd.countDown();
        assertThat(joined(answers))
                .isEqualTo(range(0, 50).stream().map(i -> i * i).toList());
        assertThat(batches).containsExactly(List.of(FIRST), range(0, 50));
    }

    @Test
    void takes_no_more_into_a_batch_than_its_bound() throws InterruptedException {
        start(new BatchLimits(1, 3, 100), BatcherTest::squares);
        holdTheLane();
        var answers = submitAll(range(0, 7));
        firstMayEnd.countDown();
        assertThat(joined(answers)).containsExactly(0, 1, 4, 9, 16, 25, 36);
        assertThat(batches).containsExactly(List.of(FIRST), range(0, 3), range(3, 6), List.of(6));
    }

    @Test
    void halves_a_batch_that_was_rolled_back_until_what_fails_fails_alone() throws InterruptedException {
        var cause = new RolledBackException(new IllegalStateException("five"));
        start(new BatchLimits(1, 100, 100), batch -> {
            if (batch.contains(5)) {
                throw cause;
            }
            return squares(batch);
        });
        holdTheLane();
        var answers = submitAll(range(0, 8));
        firstMayEnd.countDown();
        for (int i = 0; i < 8; i++) {
            if (i == 5) {
                assertThat(failureOf(answers.get(5))).isSameAs(cause);
            } else {
                assertThat(answers.get(i).join()).isEqualTo(i * i);
            }
        }
        assertThat(batches)
                .containsExactly(
                        List.of(FIRST),
                        range(0, 8),
                        range(0, 4),
                        range(4, 8),
                        range(4, 6),
                        List.of(4),
                        List.of(5),
                        range(6, 8));
    }

    @Test
    void fails_all_members_of_a_batch_with_an_unknown_outcome_and_no_other_batch() throws InterruptedException {
        var cause = new Exception("connection lost");
        start(new BatchLimits(1, 3, 100), batch -> {
            if (batch.contains(4)) {
                throw cause;
            }
            return squares(batch);
        });
        holdTheLane();
        var answers = submitAll(range(0, 9));
        firstMayEnd.countDown();
        assertThat(joined(answers.subList(0, 3))).containsExactly(0, 1, 4);
        answers.subList(3, 6).forEach(answer -> assertThat(failureOf(answer)).isSameAs(cause));
        assertThat(joined(answers.subList(6, 9))).containsExactly(36, 49, 64);
        assertThat(batches).containsExactly(List.of(FIRST), range(0, 3), range(3, 6), range(6, 9));
    }

    @Test
    void answers_nobody_when_the_number_of_answers_is_wrong() throws InterruptedException {
        start(new BatchLimits(1, 100, 100), batch -> List.of(1));
        holdTheLane();
        var answers = submitAll(range(0, 2));
        firstMayEnd.countDown();
        answers.forEach(answer -> assertThat(failureOf(answer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 answers to 2 inputs"));
    }

    @Test
    void a_lane_outlives_an_error() {
        start(new BatchLimits(1, 100, 100), batch -> {
            if (batch.contains(1)) {
                throw new StackOverflowError();
            }
            return squares(batch);
        });
        assertThat(failureOf(batcher.submit(1))).isInstanceOf(StackOverflowError.class);
        assertThat(batcher.submit(2).join()).isEqualTo(4);
    }

    @Test
    void a_lane_outlives_a_continuation_that_throws() throws InterruptedException {
        start(new BatchLimits(1, 100, 100), BatcherTest::squares);
        holdTheLane();
        var continued = batcher.submit(1).thenApply(_ -> {
            throw new IllegalStateException("continuation");
        });
        var next = batcher.submit(2);
        firstMayEnd.countDown();
        assertThat(next.join()).isEqualTo(4);
        assertThat(continued).isCompletedExceptionally();
    }

    @Test
    void refuses_what_does_not_fit_into_the_queue_and_begins_nothing_of_it() throws InterruptedException {
        start(new BatchLimits(1, 100, 2), BatcherTest::squares);
        holdTheLane();
        var queued = submitAll(range(0, 2));
        assertThat(waitingGauge()).isEqualTo(2);
        assertThat(failureOf(batcher.submit(2))).isInstanceOf(OverloadedException.class);
        firstMayEnd.countDown();
        assertThat(joined(queued)).containsExactly(0, 1);
        assertThat(batcher.submit(3).join()).isEqualTo(9);
        assertThat(batches).containsExactly(List.of(FIRST), range(0, 2), List.of(3));
        assertThat(waitingGauge()).isZero();
    }

    @Test
    void finishes_what_is_queued_when_it_is_closed_and_takes_nothing_new() throws InterruptedException {
        start(new BatchLimits(1, 2, 100), BatcherTest::squares);
        holdTheLane();
        var queued = submitAll(range(0, 5));
        var closing = Thread.ofVirtual().start(batcher::close);
        CompletableFuture<Integer> late;
        do {
            late = batcher.submit(6);
        } while (!late.isCompletedExceptionally() && closing.isAlive());
        assertThat(failureOf(late)).isInstanceOf(OverloadedException.class);
        firstMayEnd.countDown();
        closing.join();
        assertThat(queued).allMatch(CompletableFuture::isDone);
        assertThat(joined(queued)).containsExactly(0, 1, 4, 9, 16);
        assertThat(failureOf(batcher.submit(7))).isInstanceOf(OverloadedException.class);
        assertThat(batches).doesNotContain(List.of(7));
    }

    @Test
    void what_nobody_waits_for_goes_with_the_next() {
        start(Duration.ZERO, FOR_EVER);
        var patient = List.of(batcher.submitPatiently(1), batcher.submitPatiently(2));
        assertThat(batcher.submit(3).join()).isEqualTo(9);
        assertThat(joined(patient)).containsExactly(1, 4);
        assertThat(batches).containsExactly(range(1, 4));
    }

    @Test
    void what_nobody_waits_for_is_done_alone_when_nothing_else_comes() {
        start(Duration.ZERO, Duration.ofMillis(1));
        assertThat(batcher.submitPatiently(1).join()).isEqualTo(1);
        assertThat(batcher.submitPatiently(2).join()).isEqualTo(4);
    }

    @Test
    void after_a_full_batch_the_next_one_gathers_half_as_many() throws InterruptedException {
        start(FOR_EVER, FOR_EVER);
        holdTheLane();
        var first = submitAll(range(0, 8));
        firstMayEnd.countDown();
        joined(first);
        var second = submitAll(range(0, 3));
        batcher.submitPatiently(3);
        assertThat(second).noneMatch(CompletableFuture::isDone);
        batcher.submit(4).join();
        assertThat(batches).containsExactly(List.of(FIRST), range(0, 8), range(0, 5));
    }

    @Test
    void gathers_no_longer_than_it_may() throws InterruptedException {
        start(Duration.ofMillis(1), FOR_EVER);
        holdTheLane();
        var first = submitAll(range(0, 8));
        firstMayEnd.countDown();
        joined(first);
        assertThat(batcher.submit(3).join()).isEqualTo(9);
    }

    @Test
    void does_what_waits_for_company_when_it_is_closed() {
        start(FOR_EVER, FOR_EVER);
        var patient = batcher.submitPatiently(1);
        batcher.close();
        assertThat(patient.join()).isEqualTo(1);
    }

    @Test
    void works_on_as_many_batches_at_once_as_there_are_lanes() {
        var together = new CyclicBarrier(3);
        start(new BatchLimits(3, 1, 100), batch -> {
            together.await(20, TimeUnit.SECONDS);
            return squares(batch);
        });
        assertThat(joined(submitAll(range(0, 6)))).containsExactly(0, 1, 4, 9, 16, 25);
    }

    static java.util.stream.LongStream seeds() {
        return webscale.commons.testing.Seeds.fresh(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answers_each_of_many_threads_exactly_once(long seed) throws InterruptedException {
        var random = new Random(seed);
        var runs = new AtomicInteger[4 * 2_000];
        IntStream.range(0, runs.length).forEach(i -> runs[i] = new AtomicInteger());
        int unlucky = random.nextInt(2, 100);
        start(new BatchLimits(random.nextInt(1, 5), random.nextInt(1, 65), runs.length), batch -> {
            if (batch.stream().anyMatch(i -> i % unlucky == 1)) {
                throw new RolledBackException(new IllegalStateException("unlucky"));
            }
            batch.forEach(i -> runs[i].incrementAndGet());
            return squares(batch);
        });
        var threads = new ArrayList<Thread>();
        var answers = new CopyOnWriteArrayList<List<CompletableFuture<Integer>>>();
        for (int t = 0; t < 4; t++) {
            int from = t * 2_000;
            threads.add(Thread.ofPlatform().start(() -> answers.add(submitAll(range(from, from + 2_000)))));
        }
        for (var thread : threads) {
            thread.join();
        }
        int answered = 0;
        for (var answer : answers.stream().flatMap(List::stream).toList()) {
            answered += answer.handle((_, failure) -> failure == null ? 1 : 0).join();
        }
        long lucky =
                IntStream.range(0, runs.length).filter(i -> i % unlucky != 1).count();
        assertThat(answered).isEqualTo((int) lucky);
        assertThat(IntStream.range(0, runs.length).filter(i -> runs[i].get() != (i % unlucky == 1 ? 0 : 1)))
                .isEmpty();
    }

    private void start(BatchLimits limits, Batcher.Work<Integer, Integer> work) {
        batcher = new Batcher<>("squares", limits, metrics, noted(work));
    }

    private void start(Duration gathering, Duration patience) {
        var limits = new BatchLimits(1, 100, 100);
        batcher = new Batcher<>("squares", limits, gathering, patience, metrics, noted(BatcherTest::squares));
    }

    private Batcher.Work<Integer, Integer> noted(Batcher.Work<Integer, Integer> work) {
        return batch -> {
            batches.add(List.copyOf(batch));
            if (batch.contains(FIRST)) {
                firstBegan.countDown();
                firstMayEnd.await();
                return List.of(1);
            }
            return work.run(batch);
        };
    }

    /** From here on all that is submitted waits, until {@code firstMayEnd}. */
    private void holdTheLane() throws InterruptedException {
        batcher.submit(FIRST);
        firstBegan.await();
    }

    private List<CompletableFuture<Integer>> submitAll(List<Integer> inputs) {
        return inputs.stream().map(batcher::submit).toList();
    }

    private double waitingGauge() {
        return metrics.get("webscale.batch.waiting")
                .tag("batcher", "squares")
                .gauge()
                .value();
    }

    private static List<Integer> squares(List<Integer> batch) {
        return batch.stream().map(i -> i * i).toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static List<Integer> joined(List<CompletableFuture<Integer>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static Throwable failureOf(CompletableFuture<Integer> answer) {
        return answer.handle((_, failure) -> failure instanceof CompletionException e ? e.getCause() : failure)
                .join();
    }
}
