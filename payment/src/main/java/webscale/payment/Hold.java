package webscale.payment;

/** What became of asking for credit. */
public enum Hold {
    /** The credit is taken from the user and kept for this attempt until it is settled or released. */
    HELD,
    /** Other attempts hold what is missing and have not ended: nothing is recorded, ask again. */
    BUSY,
    /** There is no such user. Recorded. */
    UNKNOWN_USER,
    /** The user has too little credit, even if all that is held came back. Recorded. */
    REFUSED,
    /** The attempt was released before. */
    RELEASED;

    /**
     * Decides about credit that was read under the account's lock.
     *
     * @param credit what the user may spend, absent if there is no such user
     * @param heldByOthers what this user's other attempts hold
     */
    static Hold decide(java.util.OptionalLong credit, long heldByOthers, long amount) {
        if (credit.isEmpty()) {
            return UNKNOWN_USER;
        }
        if (credit.getAsLong() >= amount) {
            return HELD;
        }
        return credit.getAsLong() >= amount - heldByOthers ? BUSY : REFUSED;
    }
}
