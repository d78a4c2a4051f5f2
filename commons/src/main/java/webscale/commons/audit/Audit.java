package webscale.commons.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a service says about its books.
 *
 * @param checks one per rule, all of them read from the primary
 */
public record Audit(String service, List<Check> checks) {
    /** Differences named per check; more are only counted. */
    public static final int NAMED_MAX = 100;

    public Audit {
        checks = List.copyOf(checks);
    }

    @JsonProperty
    public boolean balanced() {
        return checks.stream().allMatch(Check::holds);
    }

    /**
     * One rule.
     *
     * @param rule what must hold, in words
     * @param expected one side of the rule, summed or counted over all rows
     * @param found the other side
     * @param differences the rows that break the rule, at most {@value #NAMED_MAX} of them
     */
    public record Check(String name, String rule, String expected, String found, List<String> differences) {
        public Check {
            differences = differences.stream().limit(NAMED_MAX).toList();
        }

        @JsonProperty
        public boolean holds() {
            return expected.equals(found) && differences.isEmpty();
        }
    }
}
