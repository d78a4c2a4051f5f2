package webscale.order.checkout;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;
import webscale.order.LinesJson;
import webscale.order.Order;

/** The checkout's part of the orders table: how attempts begin, end and are found again. */
@ApplicationScoped
public class CheckoutTable {
    /** An attempt's end, to be written into its order. */
    public record End(Attempt attempt, Optional<Decline> decline) {}

    private static final String BEGIN = """
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
            SELECT id, generation, attempt, user_id, total_cost, lines, state, owner, decline
              FROM orders
             WHERE id = ANY (?)
            """;

    /** Fenced by attempt and state: of two who write an end, the second one changes nothing. */
    private static final String END = """
            UPDATE orders
               SET state = fin.state, owner = NULL, decline = fin.decline
              FROM unnest(?, ?, ?, ?, ?) AS fin (id, generation, attempt, state, decline)
             WHERE orders.id = fin.id
               AND orders.generation = fin.generation
               AND orders.attempt = fin.attempt
               AND orders.state = 'PAYING'
            """;

    private static final String STATUS = """
            SELECT id, state, generation, attempt, decline
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

    /** Begins the next attempt of each order, on behalf of this replica. The ids are distinct. */
    public List<Begin> begin(List<String> orderIds, int replica) {
        // Rows are locked in the order of ids, whichever replica's batch they are in.
        var sorted = orderIds.stream().sorted().toArray(String[]::new);
        var begun = new HashMap<String, Begin>();
        sql.query(BEGIN, this::attempt, replica, sorted, replica)
                .forEach(attempt -> begun.put(attempt.orderId(), new Begin.Begun(attempt)));
        if (begun.size() < orderIds.size()) {
            var others = orderIds.stream().filter(id -> !begun.containsKey(id)).toArray(String[]::new);
            sql.query(LOOK, this::row, (Object) others)
                    .forEach(row -> begun.put(row.attempt().orderId(), notBegun(row, replica)));
        }
        return orderIds.stream()
                .map(id -> begun.getOrDefault(id, new Begin.UnknownOrder()))
                .toList();
    }

    /** Writes the ends, each unless it is written already or the order was replaced. Safe to repeat. */
    public List<Boolean> end(List<End> ends) {
        var sorted = ends.stream()
                .sorted(Comparator.comparing(end -> end.attempt().orderId()))
                .toList();
        sql.update(
                END,
                sorted.stream().map(end -> end.attempt().orderId()).toArray(String[]::new),
                sorted.stream().mapToInt(end -> end.attempt().generation()).toArray(),
                sorted.stream().mapToInt(end -> end.attempt().number()).toArray(),
                sorted.stream()
                        .map(end -> end.decline().isEmpty() ? "PAID" : "OPEN")
                        .toArray(String[]::new),
                sorted.stream()
                        .map(end -> end.decline().map(Decline::name).orElse(null))
                        .toArray(String[]::new));
        return ends.stream().map(end -> true).toList();
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
            case PAYING ->
                row.owner() == replica
                        ? new Begin.Begun(row.attempt())
                        : new Begin.Elsewhere(
                                row.attempt().generation(), row.attempt().number());
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
        var decline = Optional.ofNullable(row.getString(5)).map(Decline::valueOf);
        return new Status(
                row.getString(1),
                new OrderStatus(Order.State.valueOf(row.getString(2)), row.getInt(3), row.getInt(4), decline));
    }
}
