package webscale.stock;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import webscale.commons.audit.Audit;
import webscale.commons.audit.Books;
import webscale.commons.sql.Sql;

/** Reads the takings back, for audits. */
@ApplicationScoped
public class TakingBook {
    /** Takings after this one, at most {@code limit}; null for the first page. */
    public record PageRequest(Attempt after, int limit) {}

    /** What an attempt took. @param lines pieces per item, as JSON */
    public record Taking(
            @JsonProperty("order") String orderId,
            int generation,
            int attempt,
            @JsonRawValue String lines) {}

    private static final int LIMIT_MAX = 10_000;

    private static final String PAGE = """
            SELECT order_id, generation, attempt, lines
              FROM taking
             WHERE (order_id, generation, attempt) > (?, ?, ?)
               AND state = 'TAKEN'
             ORDER BY order_id, generation, attempt
             LIMIT ?
            """;

    private static final String LIVE = """
            SELECT taking.order_id, taking.generation, taking.attempt, taking.lines
              FROM unnest(?, ?, ?) AS attempt (order_id, generation, attempt)
              JOIN taking USING (order_id, generation, attempt)
             WHERE taking.state = 'TAKEN'
            """;

    private static final String BOOK = """
            WITH sold AS (
                SELECT line.key AS item_id, sum(line.value::bigint) AS pieces
                  FROM taking, jsonb_each_text(taking.lines) AS line
                 WHERE taking.state = 'TAKEN'
                 GROUP BY line.key
            ), book AS (
                SELECT coalesce(item.id, sold.item_id) AS id, coalesce(item.received, 0) AS received,
                       coalesce(item.stock, 0) AS stock, coalesce(sold.pieces, 0) AS sold
                  FROM item
                  FULL JOIN sold ON sold.item_id = item.id
            )
            """;

    private static final String TOTALS = BOOK + """
            SELECT coalesce(sum(received), 0)::text, coalesce(sum(stock + sold), 0)::text
              FROM book
            """;

    private static final String DIFFERENCES = BOOK + """
            SELECT format('item %s: received %s, but stock %s + sold %s', id, received, stock, sold)
              FROM book
             WHERE received <> stock + sold
             ORDER BY id
             LIMIT ?
            """;

    private final Sql sql;
    private final Books books;

    TakingBook(DataSource pool) {
        this.sql = new Sql(pool);
        this.books = new Books(pool);
    }

    /** Takings in the order of their keys, from the first one after {@code after}. */
    public List<Taking> page(PageRequest request) {
        var after = request.after() == null ? new Attempt("", -1, -1, null) : request.after();
        return sql.query(
                PAGE,
                TakingBook::taking,
                after.orderId(),
                after.generation(),
                after.attempt(),
                Math.clamp(request.limit(), 1, LIMIT_MAX));
    }

    /** Of these attempts, the ones that took stock. */
    public List<Taking> live(List<Attempt> attempts) {
        return sql.query(
                LIVE,
                TakingBook::taking,
                attempts.stream().map(Attempt::orderId).toArray(String[]::new),
                attempts.stream().mapToInt(Attempt::generation).toArray(),
                attempts.stream().mapToInt(Attempt::attempt).toArray());
    }

    /** Stock in = stock + sold, for each item and in all, in one snapshot. */
    public Audit audit() {
        return books.inOneSnapshot(session -> Audit.of(
                "stock",
                List.of(Books.check(
                        session,
                        "stock-conserved",
                        "pieces received = stock + sold, for each item",
                        TOTALS,
                        DIFFERENCES))));
    }

    private static Taking taking(ResultSet row) throws SQLException {
        return new Taking(row.getString(1), row.getInt(2), row.getInt(3), row.getString(4));
    }
}
