package webscale.stock;

import java.util.List;

/**
 * What the order service asks for in one call.
 *
 * @param fences attempts that shall take nothing any more, if they haven't taken yet. Safe to repeat.
 * @param takes attempts that need stock. A repeat gets the first answer again.
 */
public record TakingBatch(List<Attempt> fences, List<Attempt> takes) {
    public TakingBatch {
        fences = fences == null ? List.of() : List.copyOf(fences);
        takes = takes == null ? List.of() : List.copyOf(takes);
    }

    /** The outcomes, in the order of the request. */
    public record Answer(List<Take> fences, List<Take> takes) {}
}
