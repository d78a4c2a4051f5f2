package webscale.stock;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One attempt of the order service to check an order out.
 *
 * @param generation which of the orders that had this id, one after the other
 * @param lines pieces wanted per item, each at least 1; of no meaning when fencing
 */
public record Attempt(
        @JsonProperty("order") String orderId, int generation, int attempt, SortedMap<String, Long> lines) {
    /** The key of the attempt's row. */
    record Key(String orderId, int generation, int attempt) {}

    public Attempt {
        lines = lines == null ? new TreeMap<>() : new TreeMap<>(lines);
        if (lines.values().stream().anyMatch(pieces -> pieces == null || pieces < 1)) {
            throw new IllegalArgumentException("each line must want at least 1 piece, but they are " + lines);
        }
    }

    Key key() {
        return new Key(orderId, generation, attempt);
    }
}
