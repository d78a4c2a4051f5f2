package webscale.stock;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import webscale.commons.sql.Balances;
import webscale.commons.sql.Sql;

/** Statements over many items at once. */
@ApplicationScoped
public class ItemTable {
    /** What clients see of an item. */
    public record Offer(long stock, long price) {}

    private static final String FIND = """
            SELECT id, stock, price
              FROM item
             WHERE id = ANY (?)
            """;

    /**
     * What was sold of a replaced item stays sold: its takings remain. The rows are laid out loosely, so that their pages
     * have room for many new versions before they must be cleaned; with a fillfactor that stays, Postgres would clean at
     * each visit, to keep as much free.
     */
    private static final String REPLACE = """
            ALTER TABLE item SET (fillfactor = 60);
            INSERT INTO item (id, price, stock, received)
            SELECT number::text, ?, ?, ?
              FROM generate_series(0, ? - 1) AS number
             ORDER BY number::text COLLATE "C"
            ON CONFLICT (id) DO UPDATE
               SET price = excluded.price,
                   stock = excluded.stock,
                   received = excluded.stock + (item.received - item.stock);
            ALTER TABLE item RESET (fillfactor)
            """;

    private record Found(String id, Offer offer) {}

    private final Sql sql;
    private final Balances balances;

    ItemTable(DataSource pool) {
        this.sql = new Sql(pool);
        this.balances = new Balances(sql, "item", "stock", "received");
    }

    /** Each item, or empty where there is no such item. */
    public List<Optional<Offer>> find(List<String> ids) {
        var offers = new HashMap<String, Offer>();
        sql.query(FIND, row -> new Found(row.getString(1), new Offer(row.getLong(2), row.getLong(3))), (Object)
                        ids.toArray(String[]::new))
                .forEach(found -> offers.put(found.id(), found.offer()));
        return ids.stream().map(id -> Optional.ofNullable(offers.get(id))).toList();
    }

    /** Adds pieces or subtracts them by hand. Not safe to repeat. */
    public List<Balances.Outcome> change(List<Balances.Change> changes) {
        return balances.apply(changes);
    }

    /** Makes or replaces the items "0" to "n-1". All or none of them. */
    public void replace(int n, int stock, int price) {
        sql.transaction(session -> {
            session.update(REPLACE, (long) price, (long) stock, (long) stock, n);
            return session.update("ANALYZE item");
        });
    }
}
