package webscale.query.documents.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A request whose body has been read, within its bounds. */
public final class Call {
    /** Reading this much takes an event loop about 0.2 ms; longer bodies are read elsewhere. */
    private static final int QUICK_BYTES_MAX = 32 * 1024;

    private static final String CALL = Call.class.getName();
    /** Few at once, since reading a body takes several times its own memory. */
    private static final Executor ELSEWHERE = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().daemon().name("read-body-", 0).factory());

    private final RoutingContext context;
    private final InFlight.Share share;
    private Buffer body;
    private int expected;

    private Call(RoutingContext context, InFlight.Share share) {
        this.context = context;
        this.share = share;
    }

    static Call open(RoutingContext context, InFlight inFlight) {
        var call = new Call(context, inFlight.open());
        context.put(CALL, call);
        context.addEndHandler(_ -> call.share.close());
        return call;
    }

    /** The call that this request is. */
    public static Call of(RoutingContext context) {
        return context.get(CALL);
    }

    /** Makes room for a body whose length is known, or ends the request with 429. */
    void expect(int length) {
        share.add(length);
        expected = length;
    }

    void append(Buffer chunk) {
        if (length() + chunk.length() > expected) {
            share.add(chunk.length());
        }
        if (body == null) {
            body = Buffer.buffer(Math.max(expected, chunk.length()));
        }
        body.appendBuffer(chunk);
    }

    void forgetBody() {
        body = null;
    }

    int length() {
        return body == null ? 0 : body.length();
    }

    /** What the body says; once, for the body itself is forgotten with that. */
    public <T> CompletionStage<T> read(Function<byte[], T> reader) {
        var bytes = body == null ? new byte[0] : body.getBytes();
        body = null;
        if (bytes.length <= QUICK_BYTES_MAX) {
            return CompletableFuture.completedFuture(reader.apply(bytes));
        }
        return CompletableFuture.supplyAsync(() -> reader.apply(bytes), ELSEWHERE);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    /** Makes room for an answer of this size, or ends the request with 429. */
    public byte[] answering(byte[] json) {
        share.add(json.length);
        return json;
    }
}
