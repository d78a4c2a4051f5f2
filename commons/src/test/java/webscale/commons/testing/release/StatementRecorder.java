package webscale.commons.testing.release;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.TreeSet;

/**
 * With {@code -Dstatements=record}, keeps every statement that the tests make a service send, in
 * {@code target/statements.sql}. What a release sends is held against the next one's migrations, see {@link
 * MigrationContract}.
 */
@Singleton
public final class StatementRecorder implements AgroalPoolInterceptor {
    private static final boolean RECORDING = "record".equals(System.getProperty("statements"));
    private static final Path FILE = Path.of("target/statements.sql");
    /** A statement that has run is prepared in its session, with the types that its parameters had. */
    private static final String PREPARED = """
            SELECT 'PREPARE s' || CASE WHEN parameter_types = '{}' THEN '' ELSE ' (' || array_to_string(parameter_types, ', ') || ')' END
                   || E' AS\\n' || trim(E' \\n' FROM statement) || E';\\n'
              FROM pg_prepared_statements
             WHERE statement ~* '^\\s*(SELECT|WITH|INSERT|UPDATE|DELETE|MERGE)\\M'
               AND statement !~ '\\m(pg_|flyway_|set_config|current_|version\\()'
            """;

    @Override
    public void onConnectionReturn(Connection connection) {
        if (!RECORDING) {
            return;
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(PREPARED)) {
            var more = new TreeSet<String>();
            while (rows.next()) {
                more.add(rows.getString(1));
            }
            keep(more);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            // a connection that a test has cut has nothing more to tell
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file is the memory: class loaders come and go with each Quarkus that a JVM starts. */
    private static synchronized void keep(TreeSet<String> statements) throws IOException {
        var known = Files.exists(FILE) ? Files.readString(FILE) : "";
        statements.removeIf(known::contains);
        if (!statements.isEmpty()) {
            Files.writeString(FILE, known + String.join("\n", statements) + "\n");
        }
    }
}
