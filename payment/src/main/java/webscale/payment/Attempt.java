package webscale.payment;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One attempt of the order service to check an order out, and what it asks this service for.
 *
 * @param generation which of the orders that had this id, one after the other
 * @param amount what to hold, at least 0; of no meaning when settling or releasing
 */
public record Attempt(
        @JsonProperty("user") String userId,
        @JsonProperty("order") String orderId,
        int generation,
        int attempt,
        long amount) {

    public Attempt {
        if (amount < 0) {
            throw new IllegalArgumentException("amount must be at least 0, but is " + amount);
        }
    }

    /** The key of the attempt's row. */
    record Key(String userId, String orderId, int generation, int attempt) {}

    Key key() {
        return new Key(userId, orderId, generation, attempt);
    }
}
