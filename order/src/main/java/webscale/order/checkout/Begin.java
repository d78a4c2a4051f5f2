package webscale.order.checkout;

/** What became of asking to begin an attempt. */
public sealed interface Begin {
    /** The attempt is on record, new, and this replica's to drive: nobody else ever heard of it. */
    record Begun(Attempt attempt) implements Begin {}

    /**
     * The attempt was on record and this replica's before it asked: the answer to an earlier call got lost, or the
     * attempt was adopted from a replica that died. So stock may have been asked already, and only stock knows.
     */
    record Resumed(Attempt attempt) implements Begin {}

    record AlreadyPaid() implements Begin {}

    /** Another replica drives an attempt, or did before it died; then someone adopts it within the lease. */
    record Elsewhere() implements Begin {}

    record UnknownOrder() implements Begin {}

    record EmptyOrder() implements Begin {}

    /** The order changed in between, or this replica has no lease at the moment: ask again. */
    record AskAgain() implements Begin {}
}
