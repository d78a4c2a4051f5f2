package webscale.commons.testing.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;
import webscale.commons.testing.PostgresServer;

/**
 * While a service is upgraded, pods of the last release work on the new schema; so a migration may only add to what they
 * use (expand), and take away what no release uses any more (contract). The last release is in the test resources, put
 * there by {@code bin/record-release.sh}: its migrations, and its statements.
 */
public abstract class MigrationContract {
    private static final String RELEASED = "classpath:release/migration";
    private static final String CURRENT = "classpath:db/migration";

    /** A column that every row has to have, unless the database itself can fill it. */
    private static final String COLUMNS = """
            SELECT table_name || '.' || column_name,
                   CASE WHEN data_type = 'ARRAY' THEN udt_name ELSE data_type END || ' '
                     || coalesce(character_maximum_length::text, ''),
                   is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
              FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> 'flyway_schema_history'
            """;

    /** What rows have to satisfy. */
    private static final String RULES = """
            SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
              FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
               AND conrelid <> to_regclass('flyway_schema_history') AND contype <> 'n'
            UNION ALL
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
              FROM pg_index
             WHERE indisunique AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
               AND indrelid <> to_regclass('flyway_schema_history')
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
            """;

    private record Column(String type, boolean demanded) {}

    private record Schema(Map<String, Column> columns, Map<String, String> rules) {
        boolean hasTable(String column) {
            var table = column.substring(0, column.indexOf('.') + 1);
            return columns.keySet().stream().anyMatch(name -> name.startsWith(table));
        }
    }

    private final DataSource database = PostgresServer.dataSource(PostgresServer.newDatabase());

    @Test
    void migrates_what_the_last_release_made() {
        migrate(RELEASED);
        var migrated = migrate(CURRENT); // also says so if a migration was changed after its release
        assertThat(migrated.success).isTrue();
    }

    @Test
    void leaves_every_statement_of_the_last_release_valid() throws SQLException, IOException {
        migrate(RELEASED);
        // but for those on temporary tables, which only their own sessions have
        var statements = released();
        statements.removeAll(refused(statements).keySet());
        assertThat(statements).isNotEmpty();
        migrate(CURRENT);
        assertThat(refused(statements)).isEmpty();
    }

    @Test
    void keeps_the_columns_of_the_last_release_and_demands_no_more_of_its_rows() throws SQLException {
        migrate(RELEASED);
        var before = schema();
        migrate(CURRENT);
        var after = schema();

        before.columns.forEach((name, column) -> {
            assertThat(after.columns).containsKey(name);
            var now = after.columns.get(name);
            assertThat(now.type).as("type of %s", name).isEqualTo(column.type);
            assertThat(now.demanded && !column.demanded)
                    .as("%s is demanded now", name)
                    .isFalse();
        });
        after.columns.forEach((name, column) -> {
            if (!before.columns.containsKey(name) && before.hasTable(name)) {
                assertThat(column.demanded).as("%s is new and demanded", name).isFalse();
            }
        });
        after.rules.forEach((name, rule) -> {
            if (before.hasTable(name) || before.rules.containsKey(name)) {
                assertThat(before.rules)
                        .as("a rule that the last release doesn't know")
                        .containsEntry(name, rule);
            }
        });
    }

    private MigrateResult migrate(String location) {
        return Flyway.configure()
                .dataSource(database)
                .locations(location)
                .load()
                .migrate();
    }

    /** Which of these statements the database doesn't understand, and why. */
    private Map<String, String> refused(List<String> statements) throws SQLException {
        var refused = new TreeMap<String, String>();
        try (var connection = database.getConnection();
                var session = connection.createStatement()) {
            for (var statement : statements) {
                session.execute("DEALLOCATE ALL");
                try {
                    session.execute(statement);
                } catch (SQLException e) {
                    refused.put(statement, e.getMessage());
                }
            }
        }
        return refused;
    }

    private static List<String> released() throws IOException {
        try (var file = MigrationContract.class.getResourceAsStream("/release/statements.sql")) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new ArrayList<>(List.of(text.split("(?m)^(?=PREPARE )")));
        }
    }

    private Schema schema() throws SQLException {
        try (var connection = database.getConnection()) {
            return new Schema(columns(connection), rules(connection));
        }
    }

    private static Map<String, Column> columns(Connection connection) throws SQLException {
        try (var query = connection.createStatement();
                var rows = query.executeQuery(COLUMNS)) {
            var columns = new TreeMap<String, Column>();
            while (rows.next()) {
                columns.put(rows.getString(1), new Column(rows.getString(2), rows.getBoolean(3)));
            }
            return columns;
        }
    }

    private static Map<String, String> rules(Connection connection) throws SQLException {
        try (var query = connection.createStatement();
                var rows = query.executeQuery(RULES)) {
            var rules = new TreeMap<String, String>();
            while (rows.next()) {
                rules.put(rows.getString(1), rows.getString(2));
            }
            return rules;
        }
    }
}
