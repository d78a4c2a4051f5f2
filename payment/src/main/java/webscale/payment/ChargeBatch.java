package webscale.payment;

import java.util.List;

/**
 * What the order service asks for in one call, done in this order: settles, releases, holds.
 *
 * @param settles attempts that ended in a sale; what they hold is now paid. Safe to repeat.
 * @param releases attempts that ended otherwise; what they hold is given back, and a hold that comes later is refused.
 *     Safe to repeat.
 * @param holds attempts that need credit. A repeat gets the first answer again, unless that was {@code BUSY}.
 */
public record ChargeBatch(List<Attempt> settles, List<Attempt> releases, List<Attempt> holds) {
    public ChargeBatch {
        settles = settles == null ? List.of() : List.copyOf(settles);
        releases = releases == null ? List.of() : List.copyOf(releases);
        holds = holds == null ? List.of() : List.copyOf(holds);
    }

    /** @param holds the outcome of each hold, in the order of the request */
    public record Answer(List<Hold> holds) {}
}
