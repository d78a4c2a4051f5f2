package webscale.payment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.sql.DataSource;
import webscale.commons.batch.RolledBackException;
import webscale.commons.sql.Sql;

/**
 * Holds credit for attempts at checkout, settles and releases it, a batch at a time. Every step may be repeated, and a
 * crash between two steps leaves each either done or not begun.
 */
@Singleton
public class ChargeTable {
    /**
     * Settles, takes the credit (each user's sum once, in the order of ids) and notes what it is for, if all can be had:
     * one statement, for what a batch costs is mostly what its statements cost.
     */
    private static final String SETTLE_AND_HOLD_ALL = """
            WITH settled AS (
                UPDATE charge
                   SET state = 'PAID'
                  FROM unnest(?, ?, ?, ?) AS attempt (user_id, order_id, generation, attempt)
                 WHERE charge.user_id = attempt.user_id
                   AND charge.order_id = attempt.order_id
                   AND charge.generation = attempt.generation
                   AND charge.attempt = attempt.attempt
                   AND charge.state = 'HELD'
            ), taken AS (
                UPDATE account
                   SET credit = credit - due.amount
                  FROM unnest(?, ?) AS due (user_id, amount)
                 WHERE account.id = due.user_id
                RETURNING account.id, account.generation
            )
            INSERT INTO charge (user_id, order_id, generation, attempt, amount, account_generation, state)
            SELECT attempt.user_id, attempt.order_id, attempt.generation, attempt.attempt, attempt.amount,
                   taken.generation, 'HELD'
              FROM unnest(?, ?, ?, ?, ?) AS attempt (user_id, order_id, generation, attempt, amount)
              JOIN taken ON taken.id = attempt.user_id
            """;

    private static final String LOCK_ACCOUNTS = """
            SELECT id, credit, generation
              FROM account
             WHERE id = ANY (?)
             ORDER BY id
               FOR UPDATE
            """;

    private static final String ANSWERED = """
            SELECT charge.user_id, charge.order_id, charge.generation, charge.attempt, charge.state
              FROM unnest(?, ?, ?, ?) AS attempt (user_id, order_id, generation, attempt)
              JOIN charge USING (user_id, order_id, generation, attempt)
            """;

    private static final String HELD_BY_USERS = """
            SELECT charge.user_id, sum(charge.amount)::bigint
              FROM charge
              JOIN account ON account.id = charge.user_id AND account.generation = charge.account_generation
             WHERE charge.user_id = ANY (?)
               AND charge.state = 'HELD'
             GROUP BY charge.user_id
            """;

    private static final String TAKE_CREDIT = """
            UPDATE account
               SET credit = credit - due.amount
              FROM unnest(?, ?) AS due (user_id, amount)
             WHERE account.id = due.user_id
            """;

    private static final String NOTE = """
            INSERT INTO charge (user_id, order_id, generation, attempt, amount, account_generation, state)
            SELECT attempt.user_id, attempt.order_id, attempt.generation, attempt.attempt, attempt.amount,
                   coalesce(account.generation, 0), outcome.state
              FROM unnest(?, ?, ?, ?, ?) WITH ORDINALITY AS attempt (user_id, order_id, generation, attempt, amount, i)
              JOIN unnest(?) WITH ORDINALITY AS outcome (state, i) USING (i)
              LEFT JOIN account ON account.id = attempt.user_id
            """;

    private static final String SETTLE = """
            UPDATE charge
               SET state = 'PAID'
              FROM unnest(?, ?, ?, ?) AS attempt (user_id, order_id, generation, attempt)
             WHERE charge.user_id = attempt.user_id
               AND charge.order_id = attempt.order_id
               AND charge.generation = attempt.generation
               AND charge.attempt = attempt.attempt
               AND charge.state = 'HELD'
            """;

    /** Waits for a hold of the same attempt that is being committed, so that RELEASE then sees it. */
    private static final String FENCE = """
            INSERT INTO charge (user_id, order_id, generation, attempt, amount, account_generation, state)
            SELECT user_id, order_id, generation, attempt, 0, 0, 'RELEASED'
              FROM unnest(?, ?, ?, ?) AS attempt (user_id, order_id, generation, attempt)
            ON CONFLICT ON CONSTRAINT charge_once_per_attempt DO NOTHING
            """;

    private static final String RELEASE = """
            WITH released AS (
                UPDATE charge
                   SET state = 'RELEASED'
                  FROM unnest(?, ?, ?, ?) AS attempt (user_id, order_id, generation, attempt)
                 WHERE charge.user_id = attempt.user_id
                   AND charge.order_id = attempt.order_id
                   AND charge.generation = attempt.generation
                   AND charge.attempt = attempt.attempt
                   AND charge.state = 'HELD'
                RETURNING charge.user_id, charge.account_generation, charge.amount
            )
            UPDATE account
               SET credit = credit + back.amount
              FROM (SELECT user_id, account_generation, sum(amount)::bigint AS amount
                      FROM released
                     GROUP BY user_id, account_generation) AS back
             WHERE account.id = back.user_id
               AND account.generation = back.account_generation
            """;

    private static final int TRIES_MAX = 20;

    private record Answered(Attempt.Key key, Hold hold) {}

    private record Balance(String userId, long credit) {}

    private final Sql sql;
    private final Counter oneByOne;

    ChargeTable(DataSource pool, MeterRegistry metrics) {
        this.sql = new Sql(pool);
        this.oneByOne = Counter.builder("webscale.batch.one.by.one")
                .description("Batches that could not be had in one statement")
                .tag("batcher", "charge")
                .register(metrics);
    }

    /** Does a whole call of the order service. A crash may leave a part of it done: all of it may be repeated. */
    public List<Hold> apply(ChargeBatch batch) {
        boolean usual = batch.releases().isEmpty() && !batch.holds().isEmpty();
        if (usual && settleAndHoldAll(batch)) {
            return Collections.nCopies(batch.holds().size(), Hold.HELD);
        }
        if (!batch.settles().isEmpty()) {
            var settles = Columns.of(batch.settles());
            sql.update(SETTLE, settles.users, settles.orders, settles.generations, settles.attempts);
        }
        if (!batch.releases().isEmpty()) {
            var releases = Columns.of(batch.releases());
            sql.transaction(session -> release(session, releases));
        }
        return batch.holds().isEmpty() ? List.of() : hold(batch.holds());
    }

    private static int release(Sql.Session session, Columns attempts) throws SQLException {
        session.update(FENCE, attempts.users, attempts.orders, attempts.generations, attempts.attempts);
        return session.update(RELEASE, attempts.users, attempts.orders, attempts.generations, attempts.attempts);
    }

    private List<Hold> hold(List<Attempt> attempts) {
        oneByOne.increment();
        for (int tries = 1; ; tries++) {
            try {
                return sql.transaction(session -> holdOneByOne(session, attempts));
            } catch (RolledBackException e) {
                // Somebody else answered one of the attempts since we looked, most likely by releasing it.
                if (!Sql.violates(e, "charge_once_per_attempt") || tries == TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    /** The usual case; false, and perhaps a part done, if any attempt may not get its credit, or is a repeat. */
    private boolean settleAndHoldAll(ChargeBatch batch) {
        try {
            var due = new TreeMap<String, Long>();
            batch.holds().forEach(attempt -> due.merge(attempt.userId(), attempt.amount(), Math::addExact));
            var settles = Columns.of(batch.settles());
            var holds = Columns.of(batch.holds());
            int held = sql.update(
                    SETTLE_AND_HOLD_ALL,
                    settles.users,
                    settles.orders,
                    settles.generations,
                    settles.attempts,
                    users(due),
                    amounts(due),
                    holds.users,
                    holds.orders,
                    holds.generations,
                    holds.attempts,
                    holds.amounts);
            return held == batch.holds().size();
        } catch (RolledBackException | ArithmeticException e) {
            return false;
        }
    }

    /** Locks, decides in the order of arrival, and writes what was decided at once. */
    private static List<Hold> holdOneByOne(Sql.Session session, List<Attempt> attempts) throws SQLException {
        var all = Columns.of(attempts);
        var userIds = attempts.stream().map(Attempt::userId).distinct().sorted().toArray(String[]::new);
        var credit = new HashMap<String, Long>();
        session.query(LOCK_ACCOUNTS, row -> new Balance(row.getString(1), row.getLong(2)), (Object) userIds)
                .forEach(account -> credit.put(account.userId(), account.credit()));
        var answers = new HashMap<Attempt.Key, Hold>();
        session.query(ANSWERED, ChargeTable::answered, all.users, all.orders, all.generations, all.attempts)
                .forEach(charge -> answers.put(charge.key(), charge.hold()));
        var held = new HashMap<String, Long>();
        session.query(HELD_BY_USERS, row -> new Balance(row.getString(1), row.getLong(2)), (Object) userIds)
                .forEach(sum -> held.put(sum.userId(), sum.credit()));

        var taken = new TreeMap<String, Long>();
        var noted = new ArrayList<Attempt>();
        var outcomes = new ArrayList<Hold>(attempts.size());
        for (var attempt : attempts) {
            var hold = answers.get(attempt.key());
            if (hold == null) {
                var userId = attempt.userId();
                var available = credit.containsKey(userId) ? OptionalLong.of(credit.get(userId)) : OptionalLong.empty();
                hold = Hold.decide(available, held.getOrDefault(userId, 0L), attempt.amount());
                if (hold == Hold.HELD) {
                    credit.merge(userId, -attempt.amount(), Long::sum);
                    held.merge(userId, attempt.amount(), Long::sum);
                    taken.merge(userId, attempt.amount(), Long::sum);
                }
                if (hold != Hold.BUSY) {
                    answers.put(attempt.key(), hold);
                    noted.add(attempt);
                }
            }
            outcomes.add(hold);
        }
        write(session, taken, noted, answers);
        return outcomes;
    }

    private static void write(
            Sql.Session session, Map<String, Long> taken, List<Attempt> noted, Map<Attempt.Key, Hold> answers)
            throws SQLException {
        if (!taken.isEmpty()) {
            session.update(TAKE_CREDIT, users(taken), amounts(taken));
        }
        if (!noted.isEmpty()) {
            var states = noted.stream()
                    .map(attempt -> answers.get(attempt.key()).name())
                    .toArray(String[]::new);
            var rows = Columns.of(noted);
            session.update(NOTE, rows.users, rows.orders, rows.generations, rows.attempts, rows.amounts, states);
        }
    }

    private static Answered answered(java.sql.ResultSet row) throws SQLException {
        var key = new Attempt.Key(row.getString(1), row.getString(2), row.getInt(3), row.getInt(4));
        var state = row.getString(5);
        return new Answered(key, state.equals("PAID") ? Hold.HELD : Hold.valueOf(state));
    }

    private static String[] users(Map<String, Long> amounts) {
        return amounts.keySet().toArray(String[]::new);
    }

    private static long[] amounts(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** The attempts column by column, as unnest takes them. */
    private record Columns(String[] users, String[] orders, int[] generations, int[] attempts, long[] amounts) {
        static Columns of(List<Attempt> attempts) {
            int n = attempts.size();
            var columns = new Columns(new String[n], new String[n], new int[n], new int[n], new long[n]);
            for (int i = 0; i < n; i++) {
                var attempt = attempts.get(i);
                columns.users[i] = attempt.userId();
                columns.orders[i] = attempt.orderId();
                columns.generations[i] = attempt.generation();
                columns.attempts[i] = attempt.attempt();
                columns.amounts[i] = attempt.amount();
            }
            return columns;
        }
    }
}
