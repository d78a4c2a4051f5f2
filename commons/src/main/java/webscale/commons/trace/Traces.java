package webscale.commons.trace;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;

/** Spans of what no library makes any for. While nobody is traced, none is made and nothing is sent along. */
public final class Traces {
    private Traces() {}

    /** Whether this thread works for a request that has a trace, sampled or not. */
    static boolean isTraced(Context context) {
        return Span.fromContext(context).getSpanContext().isValid();
    }

    /** Not kept, for it is the real one only once the service has started. */
    static SpanBuilder span(String name) {
        return GlobalOpenTelemetry.getTracer("webscale").spanBuilder(name);
    }

    /** Runs a call to another service in a span of its own, and lets the other side know which one. */
    public static <C, R, E extends Exception> R calling(
            String name, C carrier, TextMapSetter<C> headers, Call<R, E> call) throws E {
        if (!isTraced(Context.current())) {
            return call.run();
        }
        var span = span(name).setSpanKind(SpanKind.CLIENT).startSpan();
        return within(span, () -> {
            GlobalOpenTelemetry.getPropagators().getTextMapPropagator().inject(Context.current(), carrier, headers);
            return call.run();
        });
    }

    /** Runs a call as the work of a span, which ends with it. */
    static <R, E extends Exception> R within(Span span, Call<R, E> call) throws E {
        try (var _ = span.makeCurrent()) {
            return call.run();
        } catch (Exception | Error e) {
            failed(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    static void failed(Span span, Throwable cause) {
        span.recordException(cause).setStatus(StatusCode.ERROR);
    }

    @FunctionalInterface
    public interface Call<R, E extends Exception> {
        R run() throws E;
    }
}
