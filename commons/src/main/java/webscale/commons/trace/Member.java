package webscale.commons.trace;

import static java.util.function.Predicate.not;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;

/**
 * A request's place in a batch, as its trace shows it: a span from its arrival to its answer. The work of the batch is a
 * child of its first sampled member and linked with all others, both ways; so the trace of a request that is alone
 * is whole, and that of one in a crowd leads to the work that was done for it.
 */
public final class Member {
    private static final Member UNTRACED = new Member(Context.root(), Span.getInvalid());

    private final Context caller;
    private final Span span;

    private Member(Context caller, Span span) {
        this.caller = caller;
        this.span = span;
    }

    /** On the thread of who asks. */
    public static Member arrived(String batcher) {
        var caller = Context.current();
        return Traces.isTraced(caller)
                ? new Member(caller, Traces.span(batcher).setParent(caller).startSpan())
                : UNTRACED;
    }

    /** Does the work of a batch; it may call other services, which then know whom they work for. */
    public static <R, E extends Exception> R working(String batcher, List<Member> members, Traces.Call<R, E> work)
            throws E {
        var traced = members.stream().filter(not(Member::isUntraced)).toList();
        if (traced.isEmpty()) {
            return work.run();
        }
        var first = traced.stream().filter(Member::isSampled).findFirst().orElse(traced.getFirst());
        var batch = Traces.span(batcher + " batch")
                .setParent(first.caller.with(first.span))
                .setAttribute("webscale.batch.size", members.size())
                .startSpan();
        traced.stream().filter(member -> member != first).forEach(member -> {
            batch.addLink(member.span.getSpanContext());
            member.span.addLink(batch.getSpanContext());
        });
        return Traces.within(batch, work);
    }

    /** Ends the span; what the request does next, until the scope is closed, belongs to its trace again. */
    public Scope answered() {
        if (isUntraced()) {
            return Scope.noop();
        }
        span.end();
        return caller.makeCurrent();
    }

    /** The same for one that gets no answer. */
    public Scope failed(Throwable cause) {
        Traces.failed(span, cause);
        return answered();
    }

    private boolean isUntraced() {
        return this == UNTRACED;
    }

    private boolean isSampled() {
        return span.getSpanContext().isSampled();
    }
}
