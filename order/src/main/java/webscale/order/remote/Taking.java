package webscale.order.remote;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.SortedMap;

/**
 * An attempt as stock knows it.
 *
 * @param lines pieces per item; null where they don't matter
 */
public record Taking(
        @JsonProperty("order") String orderId, int generation, int attempt, SortedMap<String, Long> lines) {
    /** Names the attempt, and nothing else. */
    public static Taking of(String orderId, int generation, int attempt) {
        return new Taking(orderId, generation, attempt, null);
    }
}
