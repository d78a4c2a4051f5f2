package webscale.order.checkout;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import webscale.order.remote.Charge;
import webscale.order.remote.Taking;

/**
 * One try to check an order out. Its first three parts name it at stock and payment, for ever.
 *
 * @param generation which of the orders that had this id
 * @param pieces pieces wanted per item
 */
public record Attempt(
        String orderId, int generation, int number, String userId, long amount, SortedMap<String, Long> pieces) {
    public Attempt {
        pieces = Collections.unmodifiableSortedMap(new TreeMap<>(pieces));
    }

    Charge charge() {
        return new Charge(userId, orderId, generation, number, amount, null);
    }

    Taking taking() {
        return new Taking(orderId, generation, number, pieces);
    }
}
