package webscale.stock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import webscale.commons.batch.RolledBackException;
import webscale.commons.sql.Sql;

/** Takes stock for attempts at checkout, a batch at a time. Every step may be repeated. */
@Singleton
public class TakingTable {
    /** Takes each item's sum once, in the order of ids, and notes what it is for, if all can be had. */
    private static final String TAKE_ALL = """
            WITH sold AS (
                UPDATE item
                   SET stock = stock - line.pieces
                  FROM unnest(?, ?) AS line (item_id, pieces)
                 WHERE item.id = line.item_id
                RETURNING item.id
            )
            INSERT INTO taking (order_id, generation, attempt, state, lines)
            SELECT order_id, generation, attempt, 'TAKEN', lines::jsonb
              FROM unnest(?, ?, ?, ?) AS attempt (order_id, generation, attempt, lines)
             WHERE require_all((SELECT count(*) FROM sold), ?)
            """;

    private static final String LOCK_ITEMS = """
            SELECT id, stock
              FROM item
             WHERE id = ANY (?)
             ORDER BY id
               FOR UPDATE
            """;

    private static final String ANSWERED = """
            SELECT taking.order_id, taking.generation, taking.attempt, taking.state
              FROM unnest(?, ?, ?) AS attempt (order_id, generation, attempt)
              JOIN taking USING (order_id, generation, attempt)
            """;

    private static final String TAKE = """
            UPDATE item
               SET stock = stock - line.pieces
              FROM unnest(?, ?) AS line (item_id, pieces)
             WHERE item.id = line.item_id
            """;

    private static final String NOTE = """
            INSERT INTO taking (order_id, generation, attempt, lines, state)
            SELECT order_id, generation, attempt, lines::jsonb, state
              FROM unnest(?, ?, ?, ?, ?) AS attempt (order_id, generation, attempt, lines, state)
            """;

    private static final String FENCE = """
            INSERT INTO taking (order_id, generation, attempt, lines, state)
            SELECT order_id, generation, attempt, '{}', 'FENCED'
              FROM unnest(?, ?, ?) AS attempt (order_id, generation, attempt)
            ON CONFLICT ON CONSTRAINT taking_once_per_attempt DO NOTHING
            """;

    private static final int TRIES_MAX = 20;

    private record Answered(Attempt.Key key, Take take) {}

    private record Left(String itemId, long stock) {}

    private final Sql sql;
    private final ObjectMapper json;
    private final Counter oneByOne;

    TakingTable(DataSource pool, ObjectMapper json, MeterRegistry metrics) {
        this.sql = new Sql(pool);
        this.json = json;
        this.oneByOne = Counter.builder("webscale.batch.one.by.one")
                .description("Batches that could not be had in one statement")
                .tag("batcher", "taking")
                .register(metrics);
    }

    /** Does a whole call of the order service: the fences, then the takes. */
    public TakingBatch.Answer apply(TakingBatch batch) {
        return new TakingBatch.Answer(
                batch.fences().isEmpty() ? List.of() : fence(batch.fences()),
                batch.takes().isEmpty() ? List.of() : take(batch.takes()));
    }

    private List<Take> fence(List<Attempt> attempts) {
        var all = columns(attempts);
        // The insert waits for a taking of the same attempt that is being committed; the look after it then sees that.
        sql.update(FENCE, all.orders, all.generations, all.attempts);
        var answers = new HashMap<Attempt.Key, Take>();
        sql.query(ANSWERED, TakingTable::answered, all.orders, all.generations, all.attempts)
                .forEach(taking -> answers.put(taking.key(), taking.take()));
        return attempts.stream().map(attempt -> answers.get(attempt.key())).toList();
    }

    private List<Take> take(List<Attempt> attempts) {
        if (takeAll(attempts)) {
            return Collections.nCopies(attempts.size(), Take.TAKEN);
        }
        oneByOne.increment();
        for (int tries = 1; ; tries++) {
            try {
                return sql.transaction(session -> takeOneByOne(session, attempts));
            } catch (RolledBackException e) {
                // Somebody else answered one of the attempts since we looked, most likely by a fence.
                if (!Sql.violates(e, "taking_once_per_attempt") || tries == TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    /** The usual case in one statement; false if any attempt may not get its lines, or is a repeat. */
    private boolean takeAll(List<Attempt> attempts) {
        try {
            var lines = new TreeMap<String, Long>();
            attempts.forEach(attempt -> attempt.lines().forEach((item, n) -> lines.merge(item, n, Math::addExact)));
            var all = columns(attempts);
            sql.update(
                    TAKE_ALL, items(lines), pieces(lines), all.orders, all.generations, all.attempts, all.lines, (long)
                            lines.size());
            return true;
        } catch (RolledBackException | ArithmeticException e) {
            return false;
        }
    }

    /** Locks, decides in the order of arrival, and writes what was decided at once. */
    private List<Take> takeOneByOne(Sql.Session session, List<Attempt> attempts) throws SQLException {
        var all = columns(attempts);
        var itemIds = attempts.stream()
                .flatMap(attempt -> attempt.lines().keySet().stream())
                .distinct()
                .sorted()
                .toArray(String[]::new);
        var stock = new HashMap<String, Long>();
        session.query(LOCK_ITEMS, row -> new Left(row.getString(1), row.getLong(2)), (Object) itemIds)
                .forEach(item -> stock.put(item.itemId(), item.stock()));
        var answers = new HashMap<Attempt.Key, Take>();
        session.query(ANSWERED, TakingTable::answered, all.orders, all.generations, all.attempts)
                .forEach(taking -> answers.put(taking.key(), taking.take()));

        var taken = new TreeMap<String, Long>();
        var noted = new ArrayList<Attempt>();
        for (var attempt : attempts) {
            if (answers.containsKey(attempt.key())) {
                continue;
            }
            var take = Take.decide(stock, attempt.lines());
            if (take == Take.TAKEN) {
                attempt.lines().forEach((item, pieces) -> {
                    stock.merge(item, -pieces, Long::sum);
                    taken.merge(item, pieces, Long::sum);
                });
            }
            answers.put(attempt.key(), take);
            noted.add(attempt);
        }
        write(session, taken, noted, answers);
        return attempts.stream().map(attempt -> answers.get(attempt.key())).toList();
    }

    private void write(
            Sql.Session session, Map<String, Long> taken, List<Attempt> noted, Map<Attempt.Key, Take> answers)
            throws SQLException {
        if (!taken.isEmpty()) {
            session.update(TAKE, items(taken), pieces(taken));
        }
        if (!noted.isEmpty()) {
            var states = noted.stream()
                    .map(attempt -> answers.get(attempt.key()).name())
                    .toArray(String[]::new);
            var rows = columns(noted);
            session.update(NOTE, rows.orders, rows.generations, rows.attempts, rows.lines, states);
        }
    }

    private static Answered answered(ResultSet row) throws SQLException {
        var key = new Attempt.Key(row.getString(1), row.getInt(2), row.getInt(3));
        return new Answered(key, Take.valueOf(row.getString(4)));
    }

    private static String[] items(Map<String, Long> lines) {
        return lines.keySet().toArray(String[]::new);
    }

    private static long[] pieces(Map<String, Long> lines) {
        return lines.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** The attempts column by column, as unnest takes them. */
    private record Columns(String[] orders, int[] generations, int[] attempts, String[] lines) {}

    private Columns columns(List<Attempt> attempts) {
        int n = attempts.size();
        var columns = new Columns(new String[n], new int[n], new int[n], new String[n]);
        for (int i = 0; i < n; i++) {
            var attempt = attempts.get(i);
            columns.orders[i] = attempt.orderId();
            columns.generations[i] = attempt.generation();
            columns.attempts[i] = attempt.attempt();
            columns.lines[i] = written(attempt.lines());
        }
        return columns;
    }

    private String written(Map<String, Long> lines) {
        try {
            return json.writeValueAsString(lines);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
