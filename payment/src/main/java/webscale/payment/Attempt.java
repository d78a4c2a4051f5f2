package webscale.payment;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One attempt of the order service to check an order out, and what it asks this service for.
 *
 * @param generation which of the orders that had this id, one after the other
 * @param amount what to hold; of no meaning when settling or releasing
 */
public record Attempt(
        @JsonProperty("user") String userId,
        @JsonProperty("order") String orderId,
        int generation,
        int attempt,
        long amount) {

    /** The key of the attempt's row. */
    record Key(String userId, String orderId, int generation, int attempt) {}

    Key key() {
        return new Key(userId, orderId, generation, attempt);
    }
}
