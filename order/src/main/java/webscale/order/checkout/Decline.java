package webscale.order.checkout;

import java.util.Locale;

/** Why an attempt ended without a sale. */
public enum Decline {
    UNKNOWN_USER("The user does not exist"),
    INSUFFICIENT_CREDIT("The user has too little credit"),
    UNKNOWN_ITEM("One of the items does not exist"),
    OUT_OF_STOCK("There is too little stock of one of the items"),
    /** It was not decided while the client could be kept waiting. */
    TIMED_OUT("The checkout could not be decided in time and was cancelled"),
    /** The replica that drove it died, or seemed to; the next attempt may succeed. */
    INTERRUPTED("The checkout was interrupted and cancelled");

    private final String detail;

    Decline(String detail) {
        this.detail = detail;
    }

    public String detail() {
        return detail;
    }

    /** A word for programs: {@code out-of-stock}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
