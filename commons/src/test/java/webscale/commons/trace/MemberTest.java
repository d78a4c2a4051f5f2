package webscale.commons.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import webscale.commons.batch.BatchLimits;
import webscale.commons.batch.Batcher;

class MemberTest {
    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private UnaryOperator<List<String>> work = batch -> batch;
    private final Batcher<String, String> batcher =
            new Batcher<>("copies", new BatchLimits(1, 10, 100), new SimpleMeterRegistry(), batch -> {
                begun.countDown();
                open.await();
                return work.apply(batch);
            });

    @AfterEach
    void close() {
        batcher.close();
    }

    @Test
    void shows_the_whole_work_in_the_trace_of_a_request_that_is_alone() {
        open.countDown();
        asking("alone").join();
        batcher.close();

        var request = span("alone");
        var member = span("copies");
        var batch = span("copies batch");
        assertThat(member.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(batch.getParentSpanId()).isEqualTo(member.getSpanId());
        assertThat(batch.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(batch.getLinks()).isEmpty();
    }

    @Test
    void links_the_work_of_a_crowd_with_every_request_in_it() throws InterruptedException {
        var first = asking("first");
        begun.await(); // so that the others come together
        var second = asking("second");
        var third = asking("third");
        open.countDown();
        CompletableFuture.allOf(first, second, third).join();
        batcher.close();

        var batch = only(spans("copies batch").stream()
                .filter(span -> span.getTraceId().equals(span("second").getTraceId()))
                .toList());
        var linked = memberOf("third");
        assertThat(batch.getLinks())
                .extracting(link -> link.getSpanContext().getSpanId())
                .containsExactly(linked.getSpanId());
        assertThat(linked.getLinks()).extracting(LinkData::getSpanContext).containsExactly(batch.getSpanContext());
    }

    @Test
    void belongs_to_its_own_trace_again_once_it_is_answered() throws InterruptedException {
        var first =
                asking("first").thenApply(_ -> Span.current().getSpanContext().getTraceId());
        var second =
                asking("second").thenApply(_ -> Span.current().getSpanContext().getTraceId());
        open.countDown();

        assertThat(first.join()).isEqualTo(span("first").getTraceId());
        assertThat(second.join()).isEqualTo(span("second").getTraceId());
    }

    @Test
    void shows_that_the_work_failed() {
        open.countDown();
        work = _ -> {
            throw new IllegalStateException("no");
        };
        assertThat(asking("alone")).failsWithin(Duration.ofSeconds(20));
        batcher.close();

        assertThat(span("copies batch").getStatus()).isEqualTo(StatusData.error());
        assertThat(span("copies").getStatus()).isEqualTo(StatusData.error());
    }

    @Test
    void makes_no_span_for_a_request_that_has_no_trace() {
        open.countDown();
        batcher.submit("alone").join();
        batcher.close();

        assertThat(TELEMETRY.getSpans()).isEmpty();
    }

    private CompletableFuture<String> asking(String name) {
        var request =
                TELEMETRY.getOpenTelemetry().getTracer("test").spanBuilder(name).startSpan();
        try (var _ = request.makeCurrent()) {
            return batcher.submit(name);
        } finally {
            request.end();
        }
    }

    private SpanData memberOf(String request) {
        return only(spans("copies").stream()
                .filter(span -> span.getTraceId().equals(span(request).getTraceId()))
                .toList());
    }

    private static SpanData span(String name) {
        return only(spans(name));
    }

    private static List<SpanData> spans(String name) {
        return TELEMETRY.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static SpanData only(List<SpanData> spans) {
        assertThat(spans).hasSize(1);
        return spans.getFirst();
    }
}
