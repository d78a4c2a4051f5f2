package webscale.drill.shop;

import java.util.List;

/**
 * One invariant and what became of it.
 *
 * @param expected one side of it, over everything that clients know of
 * @param found the other side, as the shop shows it
 * @param differences what breaks it, named; more only show in the sums
 */
public record Verdict(String name, String rule, String expected, String found, List<String> differences) {
    private static final int NAMED_MAX = 10;

    public Verdict {
        differences = differences.stream().limit(NAMED_MAX).toList();
    }

    static Verdict of(String name, String rule, Object expected, Object found, List<String> differences) {
        return new Verdict(name, rule, expected.toString(), found.toString(), differences);
    }

    public boolean holds() {
        return expected.equals(found) && differences.isEmpty();
    }
}
