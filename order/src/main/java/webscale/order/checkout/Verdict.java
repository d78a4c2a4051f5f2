package webscale.order.checkout;

/** The answer to a client's checkout. */
public sealed interface Verdict {
    /** Stock and credit are taken, once, durably; now or by an earlier checkout. The order may yet have to say so. */
    record Paid() implements Verdict {}

    /** Neither is taken, and by this attempt neither will be. */
    record Declined(Decline decline) implements Verdict {}

    record UnknownOrder() implements Verdict {}

    record EmptyOrder() implements Verdict {}

    /** Nothing was begun; the same may be asked again. */
    record NotBegun() implements Verdict {}
}
