package webscale.order.checkout;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import webscale.commons.batch.Batcher;
import webscale.order.OrderConfig;
import webscale.order.remote.Charge;
import webscale.order.remote.HoldAnswer;
import webscale.order.remote.PaymentClient;
import webscale.order.remote.StockClient;
import webscale.order.remote.TakeAnswer;
import webscale.order.remote.Taking;

/** The steps on the real table and the real services, each batched with those of other checkouts. */
final class RealSteps implements Steps, AutoCloseable {
    private sealed interface ChargeStep {
        Charge charge();

        record Settle(Charge charge) implements ChargeStep {}

        record Release(Charge charge) implements ChargeStep {}

        record Hold(Charge charge) implements ChargeStep {}
    }

    private record TakingStep(Taking taking, boolean fence) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("checkout-timer").daemon().factory());
    private final Batcher<CheckoutTable.Entry, Optional<Begin>> log;
    private final Batcher<ChargeStep, Optional<HoldAnswer>> charges;
    private final Batcher<TakingStep, TakeAnswer> takings;

    RealSteps(
            CheckoutTable table,
            PaymentClient payment,
            StockClient stock,
            IntSupplier replica,
            OrderConfig config,
            MeterRegistry metrics) {
        log = new Batcher<>(
                "checkout-log", config.log().limits(), metrics, entries -> table.write(entries, replica.getAsInt()));
        charges = new Batcher<>("payment", config.payment().limits(), metrics, batch -> charge(payment, batch));
        takings = new Batcher<>("stock", config.stock().limits(), metrics, batch -> take(stock, batch));
    }

    @Override
    public CompletableFuture<Begin> begin(String orderId) {
        return log.submit(new CheckoutTable.Entry.Beginning(orderId)).thenApply(Optional::orElseThrow);
    }

    @Override
    public CompletableFuture<HoldAnswer> hold(Attempt attempt) {
        return charges.submit(new ChargeStep.Hold(attempt.charge())).thenApply(Optional::orElseThrow);
    }

    @Override
    public CompletableFuture<TakeAnswer> take(Attempt attempt) {
        return takings.submit(new TakingStep(attempt.taking(), false));
    }

    @Override
    public CompletableFuture<TakeAnswer> fence(Attempt attempt) {
        return takings.submit(new TakingStep(attempt.taking(), true));
    }

    @Override
    public CompletableFuture<?> release(Attempt attempt) {
        return charges.submit(new ChargeStep.Release(attempt.charge()));
    }

    @Override
    public CompletableFuture<?> settle(Attempt attempt) {
        return charges.submitPatiently(new ChargeStep.Settle(attempt.charge()));
    }

    @Override
    public CompletableFuture<?> end(Attempt attempt, Optional<Decline> decline) {
        var end = new CheckoutTable.Entry.End(attempt, decline);
        return decline.isEmpty() ? log.submitPatiently(end) : log.submit(end); // a sale's client has its answer already
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timer.schedule(Context.current().wrap(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        // What is taken has yet to be written, and then settled.
        List.of(takings, log, charges).forEach(Batcher::close);
    }

    private static List<Optional<HoldAnswer>> charge(PaymentClient payment, List<ChargeStep> batch) {
        var settles = new ArrayList<Charge>();
        var releases = new ArrayList<Charge>();
        var holds = new ArrayList<Charge>();
        for (var step : batch) {
            switch (step) {
                case ChargeStep.Settle settle -> settles.add(settle.charge());
                case ChargeStep.Release release -> releases.add(release.charge());
                case ChargeStep.Hold hold -> holds.add(hold.charge());
            }
        }
        var answers = payment.apply(new PaymentClient.Charges(settles, releases, holds))
                .iterator();
        return batch.stream()
                .map(step ->
                        step instanceof ChargeStep.Hold ? Optional.of(answers.next()) : Optional.<HoldAnswer>empty())
                .toList();
    }

    private static List<TakeAnswer> take(StockClient stock, List<TakingStep> batch) {
        var fences =
                batch.stream().filter(TakingStep::fence).map(TakingStep::taking).toList();
        var takes = batch.stream()
                .filter(step -> !step.fence())
                .map(TakingStep::taking)
                .toList();
        var answers = stock.apply(new StockClient.Takings(fences, takes));
        var fenced = answers.fences().iterator();
        var taken = answers.takes().iterator();
        return batch.stream()
                .map(step -> step.fence() ? fenced.next() : taken.next())
                .toList();
    }
}
