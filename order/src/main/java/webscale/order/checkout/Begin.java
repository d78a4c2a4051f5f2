package webscale.order.checkout;

/** What became of asking to begin an attempt. */
public sealed interface Begin {
    /** The attempt is on record and this replica's to drive; or it was so already, its answer having got lost. */
    record Begun(Attempt attempt) implements Begin {}

    record AlreadyPaid() implements Begin {}

    /** Another replica drives this attempt, or did before it died. */
    record Elsewhere(int generation, int attempt) implements Begin {}

    record UnknownOrder() implements Begin {}

    record EmptyOrder() implements Begin {}

    /** The order changed in between, or this replica has no lease at the moment: ask again. */
    record AskAgain() implements Begin {}
}
