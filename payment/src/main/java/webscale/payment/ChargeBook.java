package webscale.payment;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import webscale.commons.audit.Audit;
import webscale.commons.audit.Books;
import webscale.commons.sql.Sql;

/** Reads the charges back: for audits, and for the order service to find attempts whose end got lost. */
@ApplicationScoped
public class ChargeBook {
    public record PageRequest(Attempt after, int limit) {}

    /** @param from the block of the table to begin with; 0 to begin at all */
    public record HeldRequest(long from) {}

    /** @param next what to go on with, or null at the end of the table */
    public record Held(List<Charge> charges, Long next) {}

    /** @param state {@code HELD} or {@code PAID} */
    public record Charge(
            @JsonProperty("user") String userId,
            @JsonProperty("order") String orderId,
            int generation,
            int attempt,
            long amount,
            String state) {}

    private static final int LIMIT_MAX = 10_000;

    /** 32 MiB: read in a moment, even from the disk. */
    private static final long BLOCKS = 4_096;

    private static final long LAST_BLOCK = 0xFFFF_FFFEL;

    private static final String PAGE = """
            SELECT user_id, order_id, generation, attempt, amount, state
              FROM charge
             WHERE (user_id, order_id, generation, attempt) > (?, ?, ?, ?)
               AND state IN ('HELD', 'PAID')
             ORDER BY user_id, order_id, generation, attempt
             LIMIT ?
            """;

    private static final String HELD = """
            SELECT user_id, order_id, generation, attempt, amount, state
              FROM charge
             WHERE ctid >= ?::tid AND ctid < ?::tid
               AND state = 'HELD'
            """;

    private static final String BLOCKS_IN_ALL = """
            SELECT pg_relation_size('charge') / current_setting('block_size')::bigint
            """;

    private static final String LIVE = """
            SELECT charge.user_id, charge.order_id, charge.generation, charge.attempt, charge.amount, charge.state
              FROM unnest(?, ?, ?, ?) AS attempt (user_id, order_id, generation, attempt)
              JOIN charge USING (user_id, order_id, generation, attempt)
             WHERE charge.state IN ('HELD', 'PAID')
            """;

    private static final String TAKEN_PER_USER = """
            WITH charged AS (
                SELECT user_id, account_generation, sum(amount) AS amount
                  FROM (SELECT user_id, account_generation, amount FROM charge WHERE state IN ('HELD', 'PAID')
                        UNION ALL
                        SELECT user_id, account_generation, amount FROM payment WHERE state = 'PAID') AS taking
                 GROUP BY user_id, account_generation
            ), book AS (
                SELECT id, granted, credit, coalesce(charged.amount, 0) AS charged
                  FROM account
                  LEFT JOIN charged ON charged.user_id = account.id AND charged.account_generation = account.generation
            )
            """;

    private static final String TOTALS = TAKEN_PER_USER + """
            SELECT coalesce(sum(granted), 0)::text, coalesce(sum(credit + charged), 0)::text
              FROM book
            """;

    private static final String DIFFERENCES = TAKEN_PER_USER + """
            SELECT format('user %s: granted %s, but credit %s + charged %s', id, granted, credit, charged)
              FROM book
             WHERE granted <> credit + charged
             ORDER BY id
             LIMIT ?
            """;

    private final Sql sql;
    private final Books books;

    ChargeBook(DataSource pool) {
        this.sql = new Sql(pool);
        this.books = new Books(pool);
    }

    /** Charges that hold or took credit, in the order of their keys, from the first one after {@code after}. */
    public List<Charge> page(PageRequest request) {
        var after = request.after() == null ? new Attempt("", "", -1, -1, 0) : request.after();
        int limit = Math.clamp(request.limit(), 1, LIMIT_MAX);
        return sql.query(
                PAGE, ChargeBook::charge, after.userId(), after.orderId(), after.generation(), after.attempt(), limit);
    }

    /**
     * What is held among the rows of some blocks of the table. Whatever is held throughout, from before the first of
     * these calls until after the last, is in the answer to one of them; what changes meanwhile may be or not.
     *
     * <p>It reads the whole table in the end, in pieces of the same length, since an index of what is held would
     * have to be changed by each hold and each settling, and would keep settling from being an update within its page.
     */
    public Held held(HeldRequest request) {
        long from = Math.clamp(request.from(), 0, LAST_BLOCK);
        long to = Math.min(from + BLOCKS, LAST_BLOCK + 1);
        var charges = sql.query(HELD, ChargeBook::charge, "(" + from + ",0)", "(" + to + ",0)");
        long blocks = sql.query(BLOCKS_IN_ALL, row -> row.getLong(1)).getFirst();
        return new Held(charges, to < blocks ? to : null);
    }

    /** Of these attempts, the ones that hold or took credit. */
    public List<Charge> live(List<Attempt> attempts) {
        return sql.query(
                LIVE,
                ChargeBook::charge,
                attempts.stream().map(Attempt::userId).toArray(String[]::new),
                attempts.stream().map(Attempt::orderId).toArray(String[]::new),
                attempts.stream().mapToInt(Attempt::generation).toArray(),
                attempts.stream().mapToInt(Attempt::attempt).toArray());
    }

    /** Credits in = credit + held + paid, for each user and in all, in one snapshot. */
    public Audit audit() {
        return books.inOneSnapshot(session -> Audit.of(
                "payment",
                List.of(Books.check(
                        session,
                        "credit-conserved",
                        "funds granted = credit + held + paid, for each user",
                        TOTALS,
                        DIFFERENCES))));
    }

    private static Charge charge(java.sql.ResultSet row) throws SQLException {
        return new Charge(
                row.getString(1), row.getString(2), row.getInt(3), row.getInt(4), row.getLong(5), row.getString(6));
    }
}
