package webscale.order.remote;

/** Payment's answer to asking for credit. */
public enum HoldAnswer {
    HELD,
    /** The user's other attempts hold what is missing: ask again. */
    BUSY,
    UNKNOWN_USER,
    REFUSED,
    /** The attempt was given up before. */
    RELEASED
}
