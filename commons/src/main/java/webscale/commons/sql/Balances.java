package webscale.commons.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import webscale.commons.batch.RolledBackException;

/**
 * Adds to and takes from a balance, many rows at a time. A second column of the same row, the total of what came in,
 * moves by the same amount: it is what the audit holds the balance against.
 */
public final class Balances {
    /** @param amount what to add; negative takes */
    public record Change(String id, long amount) {}

    /** What became of one change; all but {@code DONE} changed nothing. */
    public enum Outcome {
        DONE,
        /** There is no row with this id. */
        UNKNOWN,
        /** The balance would fall below zero. */
        TOO_LITTLE,
        /** The balance would not fit into 64 bits. */
        TOO_MUCH
    }

    private record Row(String id, long balance) {}

    private final Sql sql;
    private final String changeAll;
    private final String lock;

    /** The names are the caller's constants, never input. */
    public Balances(Sql sql, String table, String balance, String total) {
        this.sql = sql;
        this.changeAll = """
                UPDATE %1$s
                   SET %2$s = %2$s + change.amount, %3$s = %3$s + change.amount
                  FROM unnest(?, ?) AS change (id, amount)
                 WHERE %1$s.id = change.id
                RETURNING %1$s.id, %2$s
                """.formatted(table, balance, total);
        this.lock = """
                SELECT id, %2$s
                  FROM %1$s
                 WHERE id = ANY (?)
                 ORDER BY id
                   FOR UPDATE
                """.formatted(table, balance);
    }

    /** Applies the changes in this order, each by itself; one statement as long as none of them is refused. */
    public List<Outcome> apply(List<Change> changes) {
        try {
            var sums = new TreeMap<String, Long>();
            changes.forEach(change -> sums.merge(change.id(), change.amount(), Long::sum));
            var known = sql.query(changeAll, row -> row.getString(1), ids(sums), amounts(sums));
            if (known.size() == sums.size()) {
                return changes.stream().map(change -> Outcome.DONE).toList();
            }
            return changes.stream()
                    .map(change -> known.contains(change.id()) ? Outcome.DONE : Outcome.UNKNOWN)
                    .toList();
        } catch (RolledBackException e) {
            return sql.transaction(session -> decideOneByOne(session, changes));
        }
    }

    private List<Outcome> decideOneByOne(Sql.Session session, List<Change> changes) throws java.sql.SQLException {
        var ids = changes.stream().map(Change::id).distinct().sorted().toArray(String[]::new);
        var balances = new HashMap<String, Long>();
        session.query(lock, row -> new Row(row.getString(1), row.getLong(2)), (Object) ids)
                .forEach(row -> balances.put(row.id(), row.balance()));
        var accepted = new TreeMap<String, Long>();
        var outcomes = new ArrayList<Outcome>(changes.size());
        for (var change : changes) {
            var outcome = decide(balances.get(change.id()), change.amount());
            if (outcome == Outcome.DONE) {
                balances.merge(change.id(), change.amount(), Long::sum);
                accepted.merge(change.id(), change.amount(), Long::sum);
            }
            outcomes.add(outcome);
        }
        session.query(changeAll, row -> row.getString(1), ids(accepted), amounts(accepted));
        return outcomes;
    }

    private static Outcome decide(Long balance, long amount) {
        if (balance == null) {
            return Outcome.UNKNOWN;
        }
        if (amount > 0 && balance > Long.MAX_VALUE - amount) {
            return Outcome.TOO_MUCH;
        }
        return balance + amount < 0 ? Outcome.TOO_LITTLE : Outcome.DONE;
    }

    private static String[] ids(Map<String, Long> amounts) {
        return amounts.keySet().toArray(String[]::new);
    }

    private static long[] amounts(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).toArray();
    }
}
