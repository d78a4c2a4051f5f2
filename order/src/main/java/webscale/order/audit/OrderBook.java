package webscale.order.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import webscale.commons.audit.Audit;
import webscale.commons.audit.Books;
import webscale.commons.sql.Sql;
import webscale.order.LinesJson;
import webscale.order.Order;
import webscale.order.checkout.Attempt;

/** Reads the orders back, for audits. */
@ApplicationScoped
public class OrderBook {
    /** An order and the attempt that it is at. */
    record Entry(Order.State state, Attempt attempt) {}

    private static final String ENTRY = """
            SELECT orders.id, generation, attempt, user_id, total_cost, lines, state
            """;

    private static final String PAID = ENTRY + """
              FROM orders
             WHERE id > ?
               AND state = 'PAID'
             ORDER BY id
             LIMIT ?
            """;

    private static final String FIND = ENTRY + """
              FROM orders
             WHERE id = ANY (?)
            """;

    private static final String COSTS = """
            WITH cost AS (
                SELECT id, total_cost,
                       (SELECT coalesce(sum((line ->> 1)::numeric * (line ->> 2)::numeric), 0)
                          FROM jsonb_array_elements(lines) AS line) AS lines_cost
                  FROM orders
            )
            """;

    private static final String COST_TOTALS = COSTS + """
            SELECT coalesce(sum(total_cost), 0)::text, coalesce(sum(lines_cost), 0)::text
              FROM cost
            """;

    private static final String COST_DIFFERENCES = COSTS + """
            SELECT format('order %s: total_cost %s, but lines cost %s', id, total_cost, lines_cost)
              FROM cost
             WHERE total_cost <> lines_cost
             ORDER BY id
             LIMIT ?
            """;

    private static final String IN_CHECKOUT = """
            SELECT format('order %s: attempt %s is on its way, driven by replica %s', id, attempt, owner)
              FROM orders
             WHERE state = 'PAYING'
             ORDER BY id
            """;

    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Sql sql;
    private final Books books;
    private final LinesJson json;

    OrderBook(DataSource pool, LinesJson json) {
        this.sql = new Sql(pool);
        this.books = new Books(pool);
        this.json = json;
    }

    /** The next page of paid orders, by id. */
    List<Entry> paidAfter(String id, int limit) {
        return sql.query(PAID, this::entry, id, limit);
    }

    /** Those of the orders that exist. */
    List<Entry> find(List<String> ids) {
        return sql.query(FIND, this::entry, (Object) ids.toArray(String[]::new));
    }

    /** The rules that hold within this service's own table. */
    List<Audit.Check> checks() {
        awaitRest();
        return books.inOneSnapshot(session -> {
            var inCheckout = session.query(IN_CHECKOUT, row -> row.getString(1));
            return List.of(
                    Books.check(
                            session,
                            "total-cost",
                            "total_cost = pieces x price, for each order",
                            COST_TOTALS,
                            COST_DIFFERENCES),
                    Audit.Check.of("at-rest", "no order is in checkout", 0, inCheckout.size(), inCheckout));
        });
    }

    /** The end of a sale is written a moment after its client was told, so whoever audits at once is right to expect it. */
    private void awaitRest() {
        long deadline = System.nanoTime() + MOMENT.toNanos();
        while (System.nanoTime() - deadline < 0
                && !sql.query(IN_CHECKOUT, row -> row.getString(1)).isEmpty()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Entry entry(ResultSet row) throws SQLException {
        var attempt = new Attempt(
                row.getString(1),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getLong(5),
                json.read(row.getString(6)).pieces());
        return new Entry(Order.State.valueOf(row.getString(7)), attempt);
    }
}
