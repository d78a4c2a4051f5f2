package webscale.order.checkout;

import java.util.Optional;
import webscale.order.remote.HoldAnswer;
import webscale.order.remote.TakeAnswer;

/**
 * Where one attempt stands. A state says what is to be done next, and its methods are the only ways on. Pure: no clock,
 * no I/O, so that every order of events can be tried.
 *
 * <p>An answer that is absent means that nobody knows whether the step was done. As every step may be repeated, the way
 * on is to ask again, until time is up.
 *
 * <p>{@code Holding → Taking → Ending(paid)} is the way to a sale. Stock's {@code TAKEN} is the point of no return:
 * before it an attempt can be given up, but only by asking stock to fence it where a taking may have been sent; after it
 * the order is sold, whatever else happens, and the client may be told so. A refusal is told at the very end: until
 * then the order can't be tried again.
 */
public sealed interface Checkout {
    Attempt attempt();

    /** Credit is to be held. Nothing was asked of stock yet, and only the holder of this state ever will. */
    record Holding(Attempt attempt) implements Checkout {
        Checkout answered(Optional<HoldAnswer> answer, boolean timeIsUp) {
            if (answer.isEmpty() || answer.get() == HoldAnswer.BUSY) {
                return timeIsUp ? new Releasing(attempt, Decline.TIMED_OUT) : this;
            }
            return switch (answer.get()) {
                case HELD -> new Taking(attempt);
                case UNKNOWN_USER -> Ending.declined(attempt, Decline.UNKNOWN_USER);
                case REFUSED -> Ending.declined(attempt, Decline.INSUFFICIENT_CREDIT);
                case RELEASED -> Ending.declined(attempt, Decline.INTERRUPTED);
                case BUSY -> throw new AssertionError("handled above");
            };
        }
    }

    /** Credit is held; stock is to be taken. */
    record Taking(Attempt attempt) implements Checkout {
        Checkout answered(Optional<TakeAnswer> answer, boolean timeIsUp) {
            if (answer.isEmpty()) {
                return timeIsUp ? new Fencing(attempt, Decline.TIMED_OUT) : this;
            }
            return switch (answer.get()) {
                case TAKEN -> Ending.paid(attempt);
                case UNKNOWN_ITEM -> new Releasing(attempt, Decline.UNKNOWN_ITEM);
                case REFUSED -> new Releasing(attempt, Decline.OUT_OF_STOCK);
                case FENCED -> new Releasing(attempt, Decline.INTERRUPTED);
            };
        }
    }

    /** The attempt is to be given up, unless it has taken its stock. Recovery starts here. */
    record Fencing(Attempt attempt, Decline decline) implements Checkout {
        Checkout answered(Optional<TakeAnswer> answer) {
            if (answer.isEmpty()) {
                return this;
            }
            return answer.get() == TakeAnswer.TAKEN ? Ending.paid(attempt) : new Releasing(attempt, decline);
        }
    }

    /** The attempt is dead; what it holds, or may come to hold by a late message, is to be given back. */
    record Releasing(Attempt attempt, Decline decline) implements Checkout {
        /**
         * When time is up, the order is opened again before payment has answered: the release is owed, and payment is
         * asked for it until it is done, see {@link Recovery}.
         */
        Checkout answered(boolean released, boolean timeIsUp) {
            if (released) {
                return Ending.declined(attempt, decline);
            }
            return timeIsUp ? new Ending(attempt, Optional.of(decline), true) : this;
        }
    }

    /**
     * The end is decided and is to be written into the order.
     *
     * @param decline empty for a sale
     * @param releaseOwed whether payment has yet to be told to give the credit back
     */
    record Ending(Attempt attempt, Optional<Decline> decline, boolean releaseOwed) implements Checkout {
        static Ending paid(Attempt attempt) {
            return new Ending(attempt, Optional.empty(), false);
        }

        static Ending declined(Attempt attempt, Decline decline) {
            return new Ending(attempt, Optional.of(decline), false);
        }

        boolean isSale() {
            return decline.isEmpty();
        }

        Checkout answered(boolean written) {
            return written ? new Ended(attempt, decline, releaseOwed) : this;
        }
    }

    /** The order says how the attempt ended. */
    record Ended(Attempt attempt, Optional<Decline> decline, boolean releaseOwed) implements Checkout {
        boolean isSale() {
            return decline.isEmpty();
        }
    }
}
