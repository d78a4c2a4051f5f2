package webscale.order.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this service asks of stock. Every call blocks, and throws {@link RemoteException} if it gets no answer. */
@Singleton
public class StockClient {
    /** Attempts to fence and attempts that take, in one call. */
    public record Takings(List<Taking> fences, List<Taking> takes) {}

    /** The answers, in the order of the request. */
    public record Answers(List<TakeAnswer> fences, List<TakeAnswer> takes) {}

    private record PageRequest(Taking after, int limit) {}

    private static final TypeReference<Answers> ANSWERS = new TypeReference<>() {};
    private static final TypeReference<List<Taking>> TAKINGS = new TypeReference<>() {};
    private static final TypeReference<List<Long>> PRICES = new TypeReference<>() {};

    private final JsonCalls calls;

    StockClient(@ConfigProperty(name = "webscale.stock.url") URI url, ObjectMapper json) {
        this.calls = new JsonCalls(url, json);
    }

    @PreDestroy
    void close() {
        calls.close();
    }

    public Answers apply(Takings takings) {
        return calls.post("/internal/takings", takings, ANSWERS);
    }

    /**
     * Takings in the order of their keys, at most {@code limit}.
     *
     * @param after the last one of the page before; null for the first page
     */
    public List<Taking> page(Taking after, int limit) {
        return calls.post("/internal/takings/page", new PageRequest(after, limit), TAKINGS);
    }

    /** Of these attempts, the ones that took stock. */
    public List<Taking> live(List<Taking> attempts) {
        return calls.post("/internal/takings/live", attempts, TAKINGS);
    }

    /** Of each of these attempts, whether it took stock, and so sold its order. */
    public List<Boolean> sold(List<Taking> attempts) {
        var taken = live(attempts).stream()
                .map(taking -> Taking.of(taking.orderId(), taking.generation(), taking.attempt()))
                .collect(Collectors.toSet());
        return attempts.stream().map(taken::contains).toList();
    }

    /** Each item's price, null where there is no such item. */
    public List<Long> prices(List<String> itemIds) {
        return calls.post("/internal/prices", itemIds, PRICES);
    }
}
