package webscale.order;

/** A change of an open order's lines. */
public sealed interface Edit {
    String orderId();

    /** Adds pieces at the price that stock asked when they were added. */
    record Add(String orderId, String itemId, int pieces, long price) implements Edit {}

    /** Removes one piece. */
    record RemoveOne(String orderId, String itemId) implements Edit {}

    /** What became of it; all but {@code DONE} changed nothing. */
    enum Outcome {
        DONE,
        UNKNOWN_ORDER,
        /** The order is being checked out, or paid. */
        NOT_OPEN,
        NO_SUCH_LINE,
        /** Pieces or cost would not fit into 64 bits, or the order would have too many lines. */
        TOO_MUCH
    }
}
