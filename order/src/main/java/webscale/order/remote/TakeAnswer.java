package webscale.order.remote;

/** Stock's answer to asking for stock, or to fencing; each is final. */
public enum TakeAnswer {
    /** Everything is taken: the order is sold. */
    TAKEN,
    UNKNOWN_ITEM,
    REFUSED,
    /** The attempt was given up before it took anything, and will take nothing. */
    FENCED
}
