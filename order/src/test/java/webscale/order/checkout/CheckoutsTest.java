package webscale.order.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import webscale.order.remote.Charge;
import webscale.order.remote.HoldAnswer;
import webscale.order.remote.PaymentClient;
import webscale.order.remote.TakeAnswer;

/** What the simulation finds too, but only in one schedule of a hundred thousand. */
class CheckoutsTest {
    private static final Attempt ATTEMPT = new Attempt("o", 0, 1, "u", 5, new TreeMap<>(Map.of("i", 1L)));

    /** Whoever drove the attempt before may have sent a taking: to give up without a fence would lose the stock. */
    @Test
    void an_attempt_that_was_begun_before_is_fenced_before_anything_else_is_asked() {
        var world = new World(new Begin.Resumed(ATTEMPT));

        var verdict = new Checkouts(world, 1, Duration.ZERO).checkout("o");

        assertThat(world.steps).containsExactly("begin", "fence", "release", "end");
        assertThat(verdict).isCompletedWithValue(new Verdict.Declined(Decline.INTERRUPTED));
    }

    @Test
    void an_attempt_that_was_begun_before_and_took_its_stock_is_a_sale() {
        var world = new World(new Begin.Resumed(ATTEMPT));
        world.fence = TakeAnswer.TAKEN;

        var verdict = new Checkouts(world, 1, Duration.ZERO).checkout("o");

        assertThat(world.steps).containsExactly("begin", "fence", "end", "settle");
        assertThat(verdict).isCompletedWithValue(new Verdict.Paid());
    }

    /** A replica that takes over while someone waits here must not be left waiting for that someone. */
    @Test
    void who_waits_for_another_replica_takes_over_what_was_adopted_meanwhile() {
        var world = new World(new Begin.Elsewhere(), new Begin.Elsewhere(), new Begin.Resumed(ATTEMPT));
        world.fence = TakeAnswer.TAKEN;

        var verdict = new Checkouts(world, 1, Duration.ofSeconds(1)).checkout("o");

        assertThat(world.steps).containsExactly("begin", "begin", "begin", "fence", "end", "settle");
        assertThat(verdict).isCompletedWithValue(new Verdict.Paid());
    }

    @Test
    void who_waits_for_another_replica_in_vain_is_told_that_nothing_was_begun() {
        var world = new World(new Begin.Elsewhere());

        var verdict = new Checkouts(world, 1, Duration.ZERO).checkout("o");

        assertThat(verdict).isCompletedWithValue(new Verdict.NotBegun());
    }

    /** Until then the order may be replaced, and the one in its place is not sold. */
    @Test
    void a_sale_is_told_at_once_but_not_again_before_it_is_written() {
        var world = new World(new Begin.Begun(ATTEMPT), new Begin.EmptyOrder());
        world.end = new CompletableFuture<>();
        var checkouts = new Checkouts(world, 1_000, Duration.ZERO);

        var first = checkouts.checkout("o");
        var second = checkouts.checkout("o");

        assertThat(first).isCompletedWithValue(new Verdict.Paid());
        assertThat(second).isNotDone();
        world.end.complete(true);
        assertThat(second).isCompletedWithValue(new Verdict.EmptyOrder());
    }

    /** A sweep that held the heartbeat up would cost the lease, and one that began anew each time would never end. */
    @Test
    void a_sweep_of_a_long_table_goes_on_at_the_next_heartbeat_and_over_failures() {
        var world = new World();
        var records = new LongTable(70);
        var recovery = new Recovery(
                records, new Checkouts(world, 1, Duration.ZERO), world, Duration.ofSeconds(10), Duration.ofDays(1));

        recovery.tick();
        assertThat(records.asked).hasSizeBetween(1, 69).startsWith(0L, 1L, 2L);
        records.away = true;
        recovery.tick();
        records.away = false;
        for (int i = 0; i < 10; i++) {
            recovery.tick();
        }

        assertThat(records.asked)
                .containsExactlyElementsOf(LongStream.range(0, 70).boxed().toList());
        assertThat(world.steps).containsExactly("fence", "release", "end");
    }

    /** Payment's, of so many parts, of which the last has a hold that belongs to no order. */
    private static final class LongTable implements Records {
        final List<Long> asked = new ArrayList<>();
        boolean away;
        private final long parts;

        LongTable(long parts) {
            this.parts = parts;
        }

        @Override
        public int register(Duration lease) {
            return 1;
        }

        @Override
        public boolean renew(int replica, Duration lease) {
            return true;
        }

        @Override
        public boolean anyDead() {
            return false;
        }

        @Override
        public void forgetDead() {}

        @Override
        public void leave(int replica) {}

        @Override
        public List<Attempt> adopt(int replica, int limit) {
            return List.of();
        }

        @Override
        public List<Optional<OrderStatus>> status(List<String> orderIds) {
            return orderIds.stream().map(id -> Optional.<OrderStatus>empty()).toList();
        }

        @Override
        public PaymentClient.Held held(long from) {
            if (away) {
                throw new IllegalStateException("away");
            }
            asked.add(from);
            return from < parts - 1
                    ? new PaymentClient.Held(List.of(), from + 1)
                    : new PaymentClient.Held(List.of(new Charge("u", "o", 0, 1, 5, "HELD")), null);
        }
    }

    /** Answers at once, and writes down what it was asked. */
    private static final class World implements Steps {
        final List<String> steps = new ArrayList<>();
        TakeAnswer fence = TakeAnswer.FENCED;
        CompletableFuture<Boolean> end = CompletableFuture.completedFuture(true);
        private final List<Begin> begins;
        private long now;

        World(Begin... begins) {
            this.begins = new ArrayList<>(List.of(begins));
        }

        private <T> CompletableFuture<T> did(String step, T answer) {
            steps.add(step);
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public CompletableFuture<Begin> begin(String orderId) {
            return did("begin", begins.removeFirst());
        }

        @Override
        public CompletableFuture<HoldAnswer> hold(Attempt attempt) {
            return did("hold", HoldAnswer.HELD);
        }

        @Override
        public CompletableFuture<TakeAnswer> take(Attempt attempt) {
            return did("take", TakeAnswer.TAKEN);
        }

        @Override
        public CompletableFuture<TakeAnswer> fence(Attempt attempt) {
            return did("fence", fence);
        }

        @Override
        public CompletableFuture<?> release(Attempt attempt) {
            return did("release", true);
        }

        @Override
        public CompletableFuture<?> settle(Attempt attempt) {
            return did("settle", true);
        }

        @Override
        public CompletableFuture<?> end(Attempt attempt, Optional<Decline> decline) {
            steps.add("end");
            return end;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public void after(Duration delay, Runnable task) {
            now += delay.toNanos();
            task.run();
        }
    }
}
