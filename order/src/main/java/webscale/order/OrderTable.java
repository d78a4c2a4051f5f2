package webscale.order;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;

/** Statements over many orders at once; those of the checkout are in {@code CheckoutTable}. */
@ApplicationScoped
public class OrderTable {
    /** An order as it stands. */
    public record Found(
            String id,
            int generation,
            int attempt,
            Order.State state,
            int revision,
            String userId,
            long totalCost,
            Lines lines) {}

    private static final String FIND = """
            SELECT id, generation, attempt, state, revision, user_id, total_cost, lines
              FROM orders
             WHERE id = ANY (?)
            """;

    /** Writes lines only over the ones that they were made from. */
    private static final String WRITE_LINES = """
            UPDATE orders
               SET lines = edit.lines::jsonb, total_cost = edit.total_cost, revision = orders.revision + 1
              FROM unnest(?, ?, ?, ?, ?) AS edit (id, generation, revision, total_cost, lines)
             WHERE orders.id = edit.id
               AND orders.generation = edit.generation
               AND orders.revision = edit.revision
               AND orders.state = 'OPEN'
            RETURNING orders.id
            """;

    private static final String NEXT_GENERATION = "SELECT nextval('order_generation')";

    /** More loosely than the table's own fillfactor, so that a page has room for a dozen new versions before it is cleaned. */
    private static final String REPLACE = """
            ALTER TABLE orders SET (fillfactor = 40);
            INSERT INTO orders (id, generation, user_id, total_cost, lines)
            SELECT number::text, ?, (floor(random() * ?)::int)::text, ?,
                   jsonb_build_array(
                       jsonb_build_array((floor(random() * ?)::int)::text, 1, ?),
                       jsonb_build_array((floor(random() * ?)::int)::text, 1, ?))
              FROM generate_series(0, ? - 1) AS number
             ORDER BY number::text COLLATE "C"
            ON CONFLICT (id) DO UPDATE
               SET generation = excluded.generation, attempt = 0, owner = NULL, state = 'OPEN', decline = NULL,
                   revision = 0, user_id = excluded.user_id, total_cost = excluded.total_cost, lines = excluded.lines;
            ALTER TABLE orders SET (fillfactor = 65)
            """;

    private final Sql sql;
    private final LinesJson json;

    OrderTable(DataSource pool, LinesJson json) {
        this.sql = new Sql(pool);
        this.json = json;
    }

    /** Each order, or empty where there is no such order. */
    public List<Optional<Found>> find(List<String> ids) {
        var found = read(new HashSet<>(ids));
        return ids.stream().map(id -> Optional.ofNullable(found.get(id))).toList();
    }

    /** Applies the edits in this order, each by itself. Not safe to repeat. */
    public List<Edit.Outcome> edit(List<Edit> edits) {
        var outcomes = new ArrayList<Edit.Outcome>(Collections.nCopies(edits.size(), null));
        var open = new HashSet<String>();
        edits.forEach(edit -> open.add(edit.orderId()));
        // An order that another batch or a checkout changed in between is read and decided anew.
        while (!open.isEmpty()) {
            var before = read(open);
            var after = new TreeMap<String, Found>();
            for (int i = 0; i < edits.size(); i++) {
                if (open.contains(edits.get(i).orderId())) {
                    outcomes.set(i, decide(edits.get(i), before, after));
                }
            }
            var written = write(after);
            open.removeIf(id -> !after.containsKey(id) || written.contains(id));
        }
        return outcomes;
    }

    /** Makes or replaces the orders "0" to "n-1". All or none of them. */
    public void replace(int n, int items, int users, int itemPrice) {
        sql.transaction(session -> {
            int generation =
                    session.query(NEXT_GENERATION, row -> row.getInt(1)).getFirst();
            long price = itemPrice;
            session.update(REPLACE, generation, users, 2 * price, items, price, items, price, n);
            return session.update("ANALYZE orders");
        });
    }

    private Edit.Outcome decide(Edit edit, Map<String, Found> before, Map<String, Found> after) {
        var order = after.getOrDefault(edit.orderId(), before.get(edit.orderId()));
        if (order == null) {
            return Edit.Outcome.UNKNOWN_ORDER;
        }
        if (order.state() != Order.State.OPEN) {
            return Edit.Outcome.NOT_OPEN;
        }
        try {
            var lines =
                    switch (edit) {
                        case Edit.Add add -> Optional.of(order.lines().add(add.itemId(), add.pieces(), add.price()));
                        case Edit.RemoveOne remove -> order.lines().removeOne(remove.itemId());
                    };
            if (lines.isEmpty()) {
                return Edit.Outcome.NO_SUCH_LINE;
            }
            after.put(order.id(), with(order, lines.get()));
            return Edit.Outcome.DONE;
        } catch (ArithmeticException e) {
            return Edit.Outcome.TOO_MUCH;
        }
    }

    private static Found with(Found order, Lines lines) {
        return new Found(
                order.id(),
                order.generation(),
                order.attempt(),
                order.state(),
                order.revision(),
                order.userId(),
                lines.totalCost(),
                lines);
    }

    private Map<String, Found> read(Set<String> ids) {
        var found = new HashMap<String, Found>();
        sql.query(FIND, this::found, (Object) ids.toArray(String[]::new))
                .forEach(order -> found.put(order.id(), order));
        return found;
    }

    private Set<String> write(TreeMap<String, Found> orders) {
        if (orders.isEmpty()) {
            return Set.of();
        }
        var all = orders.values();
        return new HashSet<>(sql.query(
                WRITE_LINES,
                row -> row.getString(1),
                orders.keySet().toArray(String[]::new),
                all.stream().mapToInt(Found::generation).toArray(),
                all.stream().mapToInt(Found::revision).toArray(),
                all.stream().mapToLong(Found::totalCost).toArray(),
                all.stream().map(order -> json.write(order.lines())).toArray(String[]::new)));
    }

    private Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getString(1),
                row.getInt(2),
                row.getInt(3),
                Order.State.valueOf(row.getString(4)),
                row.getInt(5),
                row.getString(6),
                row.getLong(7),
                json.read(row.getString(8)));
    }
}
