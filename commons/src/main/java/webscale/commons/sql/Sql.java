package webscale.commons.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import webscale.commons.batch.RolledBackException;

/**
 * Set-based statements over JDBC. Arrays are bound as Postgres arrays: {@code String[]} for {@code text[]},
 * {@code int[]} for {@code int[]}, {@code long[]} for {@code bigint[]}.
 *
 * <p>What fails is thrown as {@link UnavailableException} where no connection could be had for ten seconds, as {@link
 * RolledBackException} where the server refused the work, and as {@link UnknownOutcomeException} where the connection
 * broke, so that the work may or may not have been committed.
 */
public final class Sql {
    /** Reads one row. */
    @FunctionalInterface
    public interface Row<R> {
        R read(ResultSet row) throws SQLException;
    }

    /** Several statements that are committed together. */
    @FunctionalInterface
    public interface Transaction<R> {
        R run(Session session) throws SQLException;
    }

    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");
    private static final int TRIES_MAX = 20;
    /** A restart of the database takes seconds. Less than a client is kept waiting by any service or gateway. */
    private static final Duration RECONNECT_WITHIN = Duration.ofSeconds(10);

    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(100);

    private final DataSource pool;
    private final Duration reconnectWithin;

    public Sql(DataSource pool) {
        this(pool, RECONNECT_WITHIN);
    }

    Sql(DataSource pool, Duration reconnectWithin) {
        this.pool = pool;
        this.reconnectWithin = reconnectWithin;
    }

    /** One statement, committed by itself. */
    public int update(String sql, Object... parameters) {
        return inSession(true, session -> session.update(sql, parameters));
    }

    /** One statement, committed by itself; also for {@code INSERT … RETURNING} and the like. */
    public <R> List<R> query(String sql, Row<R> row, Object... parameters) {
        return inSession(true, session -> session.query(sql, row, parameters));
    }

    /** Several statements, committed together or not at all; run again from the start after a deadlock. */
    public <R> R transaction(Transaction<R> work) {
        return inSession(false, work);
    }

    private <R> R inSession(boolean autoCommit, Transaction<R> work) {
        for (int tries = 1; ; tries++) {
            try (var connection = connect()) {
                return run(connection, autoCommit, work);
            } catch (SQLException e) {
                if (TRY_AGAIN.contains(e.getSQLState()) && tries < TRIES_MAX) {
                    continue;
                }
                throw isOutcomeKnown(e) ? new RolledBackException(e) : new UnknownOutcomeException(e);
            }
        }
    }

    /** While the database can't be reached nothing is begun, so it is safe to wait for it, and kinder than an error. */
    private Connection connect() {
        long deadline = System.nanoTime() + reconnectWithin.toNanos();
        while (true) {
            try {
                return pool.getConnection();
            } catch (SQLException e) {
                if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                    throw new UnavailableException(e);
                }
                LockSupport.parkNanos(RECONNECT_PAUSE.toNanos());
            }
        }
    }

    private static <R> R run(Connection connection, boolean autoCommit, Transaction<R> work) throws SQLException {
        connection.setAutoCommit(autoCommit);
        try {
            var result = work.run(new Session(connection));
            if (!autoCommit) {
                connection.commit();
            }
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            // Errors too: a pool that gets an open transaction back ends it by committing it.
            rollback(connection, autoCommit, e);
            throw e;
        }
    }

    private static void rollback(Connection connection, boolean autoCommit, Throwable cause) {
        try {
            if (!autoCommit) {
                connection.rollback();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Classes 08 and 57 and no state at all mean that the connection or the server went away. */
    private static boolean isOutcomeKnown(SQLException e) {
        var state = e.getSQLState();
        return state != null && !state.startsWith("08") && !state.startsWith("57");
    }

    /** Whether the statement failed on a constraint with this name. */
    public static boolean violates(RolledBackException e, String constraint) {
        return e.getCause() instanceof PSQLException sql
                && sql.getServerErrorMessage() != null
                && constraint.equals(sql.getServerErrorMessage().getConstraint());
    }

    /** Whether the statement failed with this SQLSTATE. */
    public static boolean hasState(RolledBackException e, String state) {
        return e.getCause() instanceof SQLException sql && state.equals(sql.getSQLState());
    }

    /** A connection for the length of one transaction. */
    public static final class Session {
        private final Connection connection;

        private Session(Connection connection) {
            this.connection = connection;
        }

        public int update(String sql, Object... parameters) throws SQLException {
            try (var statement = prepare(sql, parameters)) {
                return statement.executeUpdate();
            }
        }

        public <R> List<R> query(String sql, Row<R> row, Object... parameters) throws SQLException {
            try (var statement = prepare(sql, parameters);
                    var rows = statement.executeQuery()) {
                var result = new ArrayList<R>();
                while (rows.next()) {
                    result.add(row.read(rows));
                }
                return result;
            }
        }

        /** Runs {@code COPY … FROM STDIN} with these bytes, and returns how many rows it took. */
        public long copy(String sql, byte[] bytes, int length) throws SQLException {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            try {
                copy.writeToCopy(bytes, 0, length);
                return copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        }

        private PreparedStatement prepare(String sql, Object[] parameters) throws SQLException {
            var statement = connection.prepareStatement(sql);
            for (int i = 0; i < parameters.length; i++) {
                bind(statement, i + 1, parameters[i]);
            }
            return statement;
        }

        private void bind(PreparedStatement statement, int index, Object value) throws SQLException {
            switch (value) {
                case String[] array -> statement.setArray(index, array("text", array));
                case int[] array -> statement.setArray(index, array("int4", array));
                case long[] array -> statement.setArray(index, array("int8", array));
                case null, default -> statement.setObject(index, value);
            }
        }

        /** The driver's own method takes primitive arrays and sends them in binary. */
        private Array array(String elementType, Object elements) throws SQLException {
            return connection.unwrap(PGConnection.class).createArrayOf(elementType, elements);
        }
    }
}
