package webscale.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import webscale.drill.shop.Answer;
import webscale.drill.shop.Tally;
import webscale.drill.shop.Verdict;

/**
 * What a drill found.
 *
 * @param figures what was measured, each a line's worth of text
 * @param skipped why it could not be done here; empty when it was
 */
record Report(String drill, long seed, Duration took, List<String> figures, List<Verdict> verdicts, String skipped) {
    static Report skipped(String drill, String why) {
        return new Report(drill, 0, Duration.ZERO, List.of(), List.of(), why);
    }

    boolean passed() {
        return verdicts.stream().allMatch(Verdict::holds);
    }

    static List<String> figures(Tally tally, int faults, Duration drained) {
        var figures = new ArrayList<String>();
        figures.add("%,d operations; checkouts: %,d accepted, %,d refused %s, %,d not begun, %,d unknown"
                .formatted(
                        tally.operations(),
                        tally.checkouts(Answer.Kind.ACCEPTED),
                        tally.checkouts(Answer.Kind.REFUSED),
                        tally.refusals(),
                        tally.checkouts(Answer.Kind.NOT_BEGUN),
                        tally.checkouts(Answer.Kind.UNKNOWN)));
        figures.add("%d faults; longest unavailability %s, longest wait for one answer %s, drained after %s"
                .formatted(faults, seconds(tally.longestGap()), seconds(tally.longestWait()), seconds(drained)));
        return figures;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        if (!skipped.isEmpty()) {
            lines.add("%-10s SKIPPED: %s".formatted(drill, skipped));
            return lines;
        }
        lines.add("%-10s %s  seed %d, %s".formatted(drill, passed() ? "PASSED" : "FAILED", seed, seconds(took)));
        figures.forEach(figure -> lines.add("  " + figure));
        for (var verdict : verdicts) {
            lines.add("  %-4s %-32s expected %-12s found %-12s %s"
                    .formatted(
                            verdict.holds() ? "ok" : "BAD",
                            verdict.name(),
                            verdict.expected(),
                            verdict.found(),
                            verdict.rule()));
            verdict.differences().forEach(difference -> lines.add("         " + difference));
        }
        return lines;
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
