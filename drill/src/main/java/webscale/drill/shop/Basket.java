package webscale.drill.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One order as its clients know it: what they put in, and every answer that they got to its checkouts. */
final class Basket {
    /** The refusals that name a shortage, and so must be shown true by it. */
    private static final String STOCK = "out-of-stock";

    private static final String CREDIT = "insufficient-credit";
    /** What else a checkout that is in order may be told; it is a refusal for want of time. */
    private static final Set<String> IMPATIENCE = Set.of("timed-out", "interrupted");

    final String id;
    final String user;
    final Map<String, Integer> pieces;
    final long cost;
    private final List<Answer> answers = new ArrayList<>();

    Basket(String id, String user, Map<String, Integer> pieces, long cost) {
        this.id = id;
        this.user = user;
        this.pieces = Map.copyOf(pieces);
        this.cost = cost;
    }

    synchronized void answered(Answer answer) {
        answers.add(answer);
    }

    synchronized boolean accepted() {
        return answers.stream().anyMatch(answer -> answer.kind() == Answer.Kind.ACCEPTED);
    }

    /** Asked for, and refused every time: it must not be sold. */
    synchronized boolean refused() {
        return !accepted()
                && answers.stream().anyMatch(answer -> answer.kind() == Answer.Kind.REFUSED)
                && answers.stream().noneMatch(answer -> answer.kind() == Answer.Kind.UNKNOWN);
    }

    synchronized boolean uncertain() {
        return !accepted() && answers.stream().anyMatch(answer -> answer.kind() == Answer.Kind.UNKNOWN);
    }

    /** Told at least once that stock, or credit, was short. */
    synchronized boolean refusedForStock() {
        return answers.stream().anyMatch(answer -> answer.code().equals(STOCK));
    }

    synchronized boolean refusedForCredit() {
        return answers.stream().anyMatch(answer -> answer.code().equals(CREDIT));
    }

    /** Refusals that nothing can justify, such as an unknown item. */
    synchronized List<String> absurdities() {
        return answers.stream()
                .filter(answer -> answer.kind() == Answer.Kind.REFUSED)
                .map(answer -> answer.code().isEmpty() ? "status " + answer.status() : answer.code())
                .filter(code -> !code.equals(STOCK) && !code.equals(CREDIT) && !IMPATIENCE.contains(code))
                .toList();
    }

    synchronized String story() {
        return answers.stream()
                .map(answer -> answer.kind() + (answer.code().isEmpty() ? "" : " " + answer.code()))
                .toList()
                .toString();
    }
}
