package webscale.commons.sql;

import java.sql.SQLException;
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
        /** The balance, or the total of what came in, would not fit into 64 bits. */
        TOO_MUCH
    }

    private record Row(String id, long balance, long total) {
        Outcome outcomeOf(long amount) {
            if (amount > 0 && Math.max(balance, total) > Long.MAX_VALUE - amount) {
                return Outcome.TOO_MUCH;
            }
            return balance + amount < 0 ? Outcome.TOO_LITTLE : Outcome.DONE;
        }

        Row plus(long amount) {
            return new Row(id, balance + amount, total + amount);
        }
    }

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
                SELECT id, %2$s, %3$s
                  FROM %1$s
                 WHERE id = ANY (?)
                 ORDER BY id
                   FOR UPDATE
                """.formatted(table, balance, total);
    }

    /**
     * Applies the changes, each by itself. As long as none of them is refused, one statement adds up what each row gets;
     * otherwise they are decided in this order. So a row that gets and gives in one batch counts what it gets first,
     * where that makes a difference: right for requests that were under way at the same time.
     */
    public List<Outcome> apply(List<Change> changes) {
        try {
            var sums = new TreeMap<String, Long>();
            changes.forEach(change -> sums.merge(change.id(), change.amount(), Math::addExact));
            var known = sql.query(changeAll, row -> row.getString(1), ids(sums), amounts(sums));
            if (known.size() == sums.size()) {
                return changes.stream().map(change -> Outcome.DONE).toList();
            }
            return changes.stream()
                    .map(change -> known.contains(change.id()) ? Outcome.DONE : Outcome.UNKNOWN)
                    .toList();
        } catch (RolledBackException | ArithmeticException e) {
            return sql.transaction(session -> decideOneByOne(session, changes));
        }
    }

    private List<Outcome> decideOneByOne(Sql.Session session, List<Change> changes) throws SQLException {
        var ids = changes.stream().map(Change::id).distinct().sorted().toArray(String[]::new);
        var rows = new HashMap<String, Row>();
        session.query(lock, row -> new Row(row.getString(1), row.getLong(2), row.getLong(3)), (Object) ids)
                .forEach(row -> rows.put(row.id(), row));
        var accepted = new TreeMap<String, Long>();
        var outcomes = new ArrayList<Outcome>(changes.size());
        for (var change : changes) {
            var row = rows.get(change.id());
            var outcome = row == null ? Outcome.UNKNOWN : row.outcomeOf(change.amount());
            if (outcome == Outcome.DONE) {
                rows.put(change.id(), row.plus(change.amount()));
                accepted.merge(change.id(), change.amount(), Long::sum);
            }
            outcomes.add(outcome);
        }
        session.query(changeAll, row -> row.getString(1), ids(accepted), amounts(accepted));
        return outcomes;
    }

    private static String[] ids(Map<String, Long> amounts) {
        return amounts.keySet().toArray(String[]::new);
    }

    private static long[] amounts(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).toArray();
    }
}
