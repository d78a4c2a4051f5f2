package webscale.commons.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import webscale.commons.sql.Sql;

/** The real Postgres that all tests of one JVM share; it starts with the first use and ends with the JVM. */
public final class PostgresServer {
    /** A superuser of the test server, which asks nobody for a password. */
    public static final String USER = "postgres";

    /** Class loaders come and go with each Quarkus that a JVM starts, so the port is kept where all of them see it. */
    private static final String PORT = "webscale.testing.postgres.port";

    private PostgresServer() {}

    /** Makes an empty database of its own and returns its JDBC URL. */
    public static String newDatabase() {
        var name = "test_" + UUID.randomUUID().toString().replace("-", "");
        var server = "jdbc:postgresql://localhost:" + port() + "/";
        try (var connection = DriverManager.getConnection(server + "postgres", USER, USER);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server + name;
    }

    /** Connects anew each time; for tests that need no pool. */
    public static DataSource dataSource(String url) {
        var source = new PGSimpleDataSource();
        source.setURL(url);
        source.setUser(USER);
        source.setPassword(USER);
        return source;
    }

    /** Returns when some statement in this connection's database waits for a lock; fails after 20 s. */
    public static void awaitBlockedStatement(Sql.Session session) throws SQLException {
        var blocked = "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
                + " WHERE NOT granted AND datname = current_database()";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (session.query(blocked, row -> row.getInt(1)).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("No statement waits for a lock");
            }
        }
    }

    private static int port() {
        synchronized (System.getProperties()) {
            if (System.getProperty(PORT) == null) {
                System.setProperty(PORT, Integer.toString(started().getPort()));
            }
            return Integer.getInteger(PORT);
        }
    }

    private static EmbeddedPostgres started() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
