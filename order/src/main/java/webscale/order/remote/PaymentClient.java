package webscale.order.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this service asks of payment. Every call blocks, and throws {@link RemoteException} if it gets no answer. */
@Singleton
public class PaymentClient {
    /** Attempts to settle, to release and to hold credit for, in one call, done in this order. */
    public record Charges(List<Charge> settles, List<Charge> releases, List<Charge> holds) {}

    private record Answers(List<HoldAnswer> holds) {}

    /** @param next what to go on with, or null at the end */
    public record Held(List<Charge> charges, Long next) {}

    private record PageRequest(Charge after, int limit) {}

    private record HeldRequest(long from) {}

    private static final TypeReference<Answers> ANSWERS = new TypeReference<>() {};
    private static final TypeReference<Held> HELD = new TypeReference<>() {};
    private static final TypeReference<List<Charge>> CHARGES = new TypeReference<>() {};

    private final JsonCalls calls;

    PaymentClient(@ConfigProperty(name = "webscale.payment.url") URI url, ObjectMapper json) {
        this.calls = new JsonCalls(url, json);
    }

    @PreDestroy
    void close() {
        calls.close();
    }

    /** The answer to each hold, in the order of the request. */
    public List<HoldAnswer> apply(Charges charges) {
        return calls.post("/internal/charges", charges, ANSWERS).holds();
    }

    /**
     * Charges that are held or paid, in the order of their keys, at most {@code limit}.
     *
     * @param after the last one of the page before; null for the first page
     */
    public List<Charge> page(Charge after, int limit) {
        return calls.post("/internal/charges/page", new PageRequest(after, limit), CHARGES);
    }

    /**
     * What is held in a part of all charges, in no order. All parts together name whatever is held throughout.
     *
     * @param from the part to begin with: 0, then what the part before said
     */
    public Held held(long from) {
        return calls.post("/internal/charges/held", new HeldRequest(from), HELD);
    }

    /** Of these attempts, the ones that hold or took credit. */
    public List<Charge> live(List<Charge> attempts) {
        return calls.post("/internal/charges/live", attempts, CHARGES);
    }
}
