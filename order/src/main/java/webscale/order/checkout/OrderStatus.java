package webscale.order.checkout;

import webscale.order.Order;

/** How an order's row stands, for someone who asks what became of an attempt. */
public record OrderStatus(Order.State state, int generation, int attempt) {
    /** Whether this attempt is still on its way. */
    boolean isPaying(int generation, int attempt) {
        return state == Order.State.PAYING && isAt(generation, attempt);
    }

    /** Whether no later attempt was begun. */
    boolean isAt(int generation, int attempt) {
        return this.generation == generation && this.attempt == attempt;
    }
}
