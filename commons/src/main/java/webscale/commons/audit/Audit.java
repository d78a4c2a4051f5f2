package webscale.commons.audit;

import java.util.List;

/**
 * What a service says about its books.
 *
 * @param balanced whether every check holds
 * @param checks one per rule, all of them read from the primary
 */
public record Audit(String service, boolean balanced, List<Check> checks) {
    /** Differences named per check; more only show in the sums. */
    public static final int NAMED_MAX = 100;

    /** The verdict follows from the checks. */
    public static Audit of(String service, List<Check> checks) {
        return new Audit(service, checks.stream().allMatch(Check::holds), List.copyOf(checks));
    }

    /**
     * One rule.
     *
     * @param rule what must hold, in words
     * @param expected one side of the rule, summed or counted over all rows
     * @param found the other side
     * @param differences the rows that break the rule, at most {@value #NAMED_MAX} of them
     */
    public record Check(
            String name, boolean holds, String rule, String expected, String found, List<String> differences) {
        /** The verdict follows from the sides and the differences. */
        public static Check of(String name, String rule, Object expected, Object found, List<String> differences) {
            var named = differences.stream().limit(NAMED_MAX).toList();
            boolean holds = expected.equals(found) && named.isEmpty();
            return new Check(name, holds, rule, expected.toString(), found.toString(), named);
        }
    }
}
