package webscale.payment;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import javax.sql.DataSource;
import webscale.commons.sql.Balances;
import webscale.commons.sql.Sql;

/** Statements over many accounts at once. */
@ApplicationScoped
public class AccountTable {
    private static final String FIND = """
            SELECT id, credit
              FROM account
             WHERE id = ANY (?)
            """;

    private static final String NEXT_GENERATION = "SELECT nextval('account_generation')";

    /** Loosely, as stock lays its items out: a page then has room for many new versions before it must be cleaned. */
    private static final String REPLACE = """
            ALTER TABLE account SET (fillfactor = 60);
            INSERT INTO account (id, generation, credit, granted)
            SELECT number::text, ?, ?, ?
              FROM generate_series(0, ? - 1) AS number
             ORDER BY number::text COLLATE "C"
            ON CONFLICT (id) DO UPDATE
               SET generation = excluded.generation, credit = excluded.credit, granted = excluded.granted;
            ALTER TABLE account RESET (fillfactor)
            """;

    private record Found(String id, long credit) {}

    private final Sql sql;
    private final Balances balances;

    AccountTable(DataSource pool) {
        this.sql = new Sql(pool);
        this.balances = new Balances(sql, "account", "credit", "granted");
    }

    /** Each user's credit, or empty where there is no such user. */
    public List<OptionalLong> find(List<String> ids) {
        var credits = new HashMap<String, Long>();
        sql.query(FIND, row -> new Found(row.getString(1), row.getLong(2)), (Object) ids.toArray(String[]::new))
                .forEach(found -> credits.put(found.id(), found.credit()));
        return ids.stream()
                .map(id -> credits.containsKey(id) ? OptionalLong.of(credits.get(id)) : OptionalLong.empty())
                .toList();
    }

    /** Adds funds, or takes them for payments without an order. Not safe to repeat. */
    public List<Balances.Outcome> change(List<Balances.Change> changes) {
        return balances.apply(changes);
    }

    /** Makes or replaces the users "0" to "n-1". All or none of them. */
    public void replace(int n, int credit) {
        sql.transaction(session -> {
            long generation =
                    session.query(NEXT_GENERATION, row -> row.getLong(1)).getFirst();
            session.update(REPLACE, (int) generation, (long) credit, (long) credit, n);
            return session.update("ANALYZE account");
        });
    }
}
