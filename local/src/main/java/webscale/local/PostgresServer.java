package webscale.local;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A real Postgres on the loopback interface, safe to kill at any instant; one role and one database per service. */
final class PostgresServer implements DataStore {
    private static final String SUPERUSER = "postgres";

    /** Durable in every way (fsync, synchronous_commit, full_page_writes), and a redo after a crash takes seconds. */
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "wal_compression=pglz",
            "shared_buffers=256MB",
            "max_wal_size=1GB",
            "checkpoint_timeout=5min",
            "max_connections=200",
            "password_encryption=scram-sha-256");

    private final DataDir dir;
    private final int port;
    private final Wiring wiring;
    private final PostgresCluster cluster;
    private final Passwords passwords;

    PostgresServer(DataDir dir, int port, Wiring wiring, Path cache, Console console) {
        this.dir = dir;
        this.port = port;
        this.wiring = wiring;
        this.passwords = new Passwords(dir.passwords());
        this.cluster = new PostgresCluster(dir, PostgresBinaries.unpacked(cache, console), Commoner.here());
    }

    @Override
    public ProcessSpec process() {
        cluster.requireVersion();
        if (!cluster.exists()) {
            cluster.create(SUPERUSER, passwords.of(SUPERUSER));
        }
        var arguments = new ArrayList<>(List.of("-D", dir.postgres().toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        arguments.addAll(List.of("-c", "recovery_init_sync_method=" + PostgresCluster.syncMethod()));
        return new ProcessSpec(
                "postgres",
                port,
                cluster.command("postgres", arguments),
                Map.of(),
                dir.log("postgres"),
                this::accepts,
                cluster::forgetStalePid,
                "INT", // fast shutdown: ends sessions, writes a checkpoint
                Duration.ofSeconds(20));
    }

    @Override
    public Map<String, String> environmentFor(Service service) {
        return service.database()
                .map(database -> environment(service, database, database))
                .or(() -> service.reads().map(database -> environment(service, database, reader(database))))
                .orElse(Map.of());
    }

    private Map<String, String> environment(Service service, String database, String role) {
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", url(wiring.port(service.name(), "postgres", port), database),
                "QUARKUS_DATASOURCE_USERNAME", role,
                "QUARKUS_DATASOURCE_PASSWORD", passwords.of(role));
    }

    /** Makes the services' roles and databases; those that exist keep everything but their passwords. */
    @Override
    public void provide(Iterable<Service> services) {
        for (var service : services) {
            service.database().ifPresent(database -> {
                try (var connection = DriverManager.getConnection(url(SUPERUSER), login(SUPERUSER))) {
                    try (var statement = connection.createStatement()) {
                        var name = role(statement, database);
                        if (!exists(statement, "pg_database", "datname", database)) {
                            statement.execute("CREATE DATABASE " + name + " OWNER " + name);
                        }
                        statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC");
                    }
                } catch (SQLException e) {
                    throw new StartFailure("Can't create the database " + database + ": " + e.getMessage(), e);
                }
            });
        }
        for (var service : services) {
            service.reads().ifPresent(this::provideReader);
        }
    }

    /** A role that may read each table of the database, also those that its owner will make. */
    private void provideReader(String database) {
        try (var connection = DriverManager.getConnection(url(database), login(SUPERUSER));
                var statement = connection.createStatement()) {
            var owner = statement.enquoteIdentifier(database, true);
            var reader = role(statement, reader(database));
            statement.execute("GRANT CONNECT ON DATABASE " + owner + " TO " + reader);
            statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + reader);
            statement.execute("ALTER DEFAULT PRIVILEGES FOR ROLE " + owner
                    + " IN SCHEMA public GRANT SELECT ON TABLES TO " + reader);
        } catch (SQLException e) {
            throw new StartFailure("Can't let a role read the database " + database + ": " + e.getMessage(), e);
        }
    }

    /** Makes the role if there is none, sets its password, and returns its name quoted. */
    private String role(Statement statement, String role) throws SQLException {
        var name = statement.enquoteIdentifier(role, true);
        if (!exists(statement, "pg_roles", "rolname", role)) {
            statement.execute("CREATE ROLE " + name + " LOGIN");
        }
        statement.execute("ALTER ROLE " + name + " PASSWORD " + statement.enquoteLiteral(passwords.of(role)));
        return name;
    }

    private static String reader(String database) {
        return database + "_reader";
    }

    /** For tests and tools: a JDBC URL that logs in as the database's owner. */
    String ownerUrl(String database) {
        return url(database) + "?user=" + database + "&password=" + passwords.of(database);
    }

    private static boolean exists(Statement statement, String catalog, String column, String name) throws SQLException {
        try (var rows = statement.executeQuery(
                "SELECT 1 FROM " + catalog + " WHERE " + column + " = " + statement.enquoteLiteral(name))) {
            return rows.next();
        }
    }

    /** Refused while it replays its log after a crash, however long that takes. */
    private boolean accepts() {
        try (var connection = DriverManager.getConnection(url(SUPERUSER), login(SUPERUSER))) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private Properties login(String role) {
        var properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", passwords.of(role));
        properties.setProperty("connectTimeout", "5");
        return properties;
    }

    private String url(String database) {
        return url(port, database);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
}
