import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Scanner;

/**
 * Answers each line {@code DATABASE SQL} of its input by one line: the columns of the first row, separated by blanks, or
 * {@code error …}. For {@code bench.sh}, which can't count on an installed psql.
 *
 * <p>usage: PGPASSWORD=… java -cp postgresql.jar Query.java jdbc:postgresql://HOST:PORT/ USER
 */
final class Query {
    private Query() {}

    public static void main(String[] arguments) {
        var connections = new HashMap<String, Connection>();
        var lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            var words = lines.nextLine().split(" ", 2);
            try {
                var connection = connections.get(words[0]);
                if (connection == null) {
                    connection = DriverManager.getConnection(
                            arguments[0] + words[0], arguments[1], System.getenv("PGPASSWORD"));
                    connections.put(words[0], connection);
                }
                System.out.println(firstRow(connection, words[1]));
            } catch (SQLException e) {
                System.out.println("error " + e.getMessage().replace('\n', ' '));
            }
        }
    }

    private static String firstRow(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            var line = new StringBuilder();
            row.next();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                line.append(i == 1 ? "" : " ").append(row.getString(i));
            }
            return line.toString();
        }
    }
}
