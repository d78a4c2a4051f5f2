package webscale.order.checkout;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;
import webscale.order.LinesJson;
import webscale.order.Order;

/** The checkout's part of the orders table: how attempts begin, end and are found again. */
@ApplicationScoped
public class CheckoutTable {
    /** What is to be written into the log, which is the orders themselves. */
    sealed interface Entry {
        String orderId();

        /** The next attempt of this order begins. */
        record Beginning(String orderId) implements Entry {}

        /** This attempt has ended; empty for a sale. */
        record End(Attempt attempt, Optional<Decline> decline) implements Entry {
            @Override
            public String orderId() {
                return attempt.orderId();
            }
        }
    }

    /**
     * Ends are fenced by attempt and state: of two who write an end, the second one changes nothing. Both in one
     * statement, for what a batch costs is mostly what its statements cost.
     */
    private static final String END_AND_BEGIN = """
            WITH ended AS (
                UPDATE orders
                   SET state = fin.state, owner = NULL, decline = fin.decline
                  FROM unnest(?, ?, ?, ?, ?) AS fin (id, generation, attempt, state, decline)
                 WHERE orders.id = fin.id
                   AND orders.generation = fin.generation
                   AND orders.attempt = fin.attempt
                   AND orders.state = 'PAYING'
            )
            UPDATE orders
               SET state = 'PAYING', owner = ?, attempt = orders.attempt + 1, decline = NULL
              FROM unnest(?) AS wanted (id)
             WHERE orders.id = wanted.id
               AND orders.state = 'OPEN'
               AND jsonb_array_length(orders.lines) > 0
               AND EXISTS (SELECT FROM replica WHERE replica.id = ? AND lease_until > clock_timestamp())
            RETURNING orders.id, generation, attempt, user_id, total_cost, lines
            """;

    private static final String LOOK = """
            SELECT id, generation, attempt, user_id, total_cost, lines, state, owner
              FROM orders
             WHERE id = ANY (?)
            """;

    private static final String STATUS = """
            SELECT id, state, generation, attempt
              FROM orders
             WHERE id = ANY (?)
            """;

    private static final String ADOPT = """
            UPDATE orders
               SET owner = ?
             WHERE id IN (SELECT id
                            FROM orders
                           WHERE state = 'PAYING'
                             AND (owner = ? OR NOT EXISTS (SELECT
                                                             FROM replica
                                                            WHERE replica.id = orders.owner
                                                              AND lease_until >= now()))
                           LIMIT ?
                             FOR UPDATE SKIP LOCKED)
            RETURNING id, generation, attempt, user_id, total_cost, lines
            """;

    private static final String FAST_SCAN = "SET LOCAL enable_seqscan = on";

    private record Row(Attempt attempt, boolean empty, Order.State state, int owner) {}

    private record Status(String id, OrderStatus status) {}

    private final Sql sql;
    private final LinesJson json;

    CheckoutTable(DataSource pool, LinesJson json) {
        this.sql = new Sql(pool);
        this.json = json;
    }

    /**
     * Writes entries of distinct orders, on behalf of this replica.
     *
     * @return what became of each beginning; empty for an end, which is written now or was before, unless the order was
     *     replaced. Ends may be repeated; a repeated beginning is told from the first, see {@link Begin.Resumed}.
     */
    List<Optional<Begin>> write(List<Entry> entries, int replica) {
        // Rows are locked in the order of ids, whichever replica's batch they are in.
        var sorted =
                entries.stream().sorted(Comparator.comparing(Entry::orderId)).toList();
        var ends = only(Entry.End.class, sorted);
        var beginnings = only(Entry.Beginning.class, sorted);
        var begins = new HashMap<String, Begin>();
        sql.query(
                        END_AND_BEGIN,
                        this::attempt,
                        texts(ends, Entry.End::orderId),
                        ends.stream()
                                .mapToInt(end -> end.attempt().generation())
                                .toArray(),
                        ends.stream().mapToInt(end -> end.attempt().number()).toArray(),
                        texts(ends, end -> end.decline().isEmpty() ? "PAID" : "OPEN"),
                        texts(ends, end -> end.decline().map(Decline::name).orElse(null)),
                        replica,
                        texts(beginnings, Entry.Beginning::orderId),
                        replica)
                .forEach(attempt -> begins.put(attempt.orderId(), new Begin.Begun(attempt)));
        if (begins.size() < beginnings.size()) {
            var others = beginnings.stream()
                    .filter(entry -> !begins.containsKey(entry.orderId()))
                    .toList();
            sql.query(LOOK, this::row, (Object) texts(others, Entry.Beginning::orderId))
                    .forEach(row -> begins.put(row.attempt().orderId(), notBegun(row, replica)));
        }
        return entries.stream()
                .map(entry -> entry instanceof Entry.End
                        ? Optional.<Begin>empty()
                        : Optional.of(begins.getOrDefault(entry.orderId(), new Begin.UnknownOrder())))
                .toList();
    }

    private static <T extends Entry> List<T> only(Class<T> kind, List<Entry> entries) {
        return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <T> String[] texts(List<T> entries, Function<T, String> text) {
        return entries.stream().map(text).toArray(String[]::new);
    }

    /** How each order stands, or empty where there is no such order. */
    public List<Optional<OrderStatus>> status(List<String> orderIds) {
        var found = new HashMap<String, OrderStatus>();
        sql.query(STATUS, CheckoutTable::status, (Object) orderIds.toArray(String[]::new))
                .forEach(row -> found.put(row.id(), row.status()));
        return orderIds.stream().map(id -> Optional.ofNullable(found.get(id))).toList();
    }

    /**
     * Makes this replica the owner of attempts whose replica is gone, and names them together with the ones it owns
     * already. Reads the whole table.
     */
    public List<Attempt> adopt(int replica, int limit) {
        return sql.transaction(session -> {
            session.update(FAST_SCAN);
            return session.query(ADOPT, this::attempt, replica, replica, limit);
        });
    }

    private static Begin notBegun(Row row, int replica) {
        return switch (row.state()) {
            case PAID -> new Begin.AlreadyPaid();
            case PAYING -> row.owner() == replica ? new Begin.Resumed(row.attempt()) : new Begin.Elsewhere();
            case OPEN -> row.empty() ? new Begin.EmptyOrder() : new Begin.AskAgain();
        };
    }

    private Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                row.getString(1),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getLong(5),
                json.read(row.getString(6)).pieces());
    }

    private Row row(ResultSet row) throws SQLException {
        var attempt = attempt(row);
        return new Row(attempt, attempt.pieces().isEmpty(), Order.State.valueOf(row.getString(7)), row.getInt(8));
    }

    private static Status status(ResultSet row) throws SQLException {
        return new Status(
                row.getString(1), new OrderStatus(Order.State.valueOf(row.getString(2)), row.getInt(3), row.getInt(4)));
    }
}
