package webscale.order.checkout;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;

/** The replicas of this service and their leases, by the database's clock. */
@ApplicationScoped
public class ReplicaTable {
    private static final String REGISTER = """
            INSERT INTO replica (lease_until)
            VALUES (clock_timestamp() + ? * interval '1 millisecond')
            RETURNING id
            """;

    private static final String RENEW = """
            UPDATE replica
               SET lease_until = clock_timestamp() + ? * interval '1 millisecond'
             WHERE id = ?
            """;

    private static final String ANY_DEAD = """
            SELECT EXISTS (SELECT FROM replica WHERE lease_until < clock_timestamp())
            """;

    /** Kept for a while: an attempt that a replica began with its last valid breath may be committed after that. */
    private static final String FORGET_DEAD = """
            DELETE FROM replica
             WHERE lease_until < clock_timestamp() - interval '10 seconds'
            """;

    private static final String LEAVE = "DELETE FROM replica WHERE id = ?";

    private final Sql sql;

    ReplicaTable(DataSource pool) {
        this.sql = new Sql(pool);
    }

    /** A new replica. */
    public int register(Duration lease) {
        return sql.query(REGISTER, row -> row.getInt(1), lease.toMillis()).getFirst();
    }

    /** Whether the replica is still known; if not, it must register anew. */
    public boolean renew(int replica, Duration lease) {
        return sql.update(RENEW, lease.toMillis(), replica) == 1;
    }

    /** Whether a replica died so recently that attempts of it may turn up. */
    public boolean anyDead() {
        return sql.query(ANY_DEAD, row -> row.getBoolean(1)).getFirst();
    }

    public void forgetDead() {
        sql.update(FORGET_DEAD);
    }

    /** For a replica that stops and drives nothing any more. */
    public void leave(int replica) {
        sql.update(LEAVE, replica);
    }
}
