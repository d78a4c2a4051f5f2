package webscale.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/** A process that the launcher can't tell from a service: counts its requests in the database that it was given. */
public final class FakeService {
    private FakeService() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        count();
        var server = HttpServer.create(
                new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"))), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var ready = exchange.getRequestURI().getPath().equals("/q/health/ready");
                var answer = (ready ? "UP" : count()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (SQLException e) {
                exchange.sendResponseHeaders(500, -1);
            }
        });
        server.start();
    }

    static Service as(String name, int port) {
        return new Service(
                name,
                port,
                List.of(name),
                Optional.of("shop_" + name),
                List.of("-cp", System.getProperty("java.class.path"), FakeService.class.getName()));
    }

    private static String count() throws SQLException {
        var url = System.getenv("QUARKUS_DATASOURCE_JDBC_URL");
        if (url == null || !url.endsWith("/" + System.getenv("QUARKUS_DATASOURCE_USERNAME"))) {
            return "no database of its own";
        }
        try (var connection = DriverManager.getConnection(
                        url,
                        System.getenv("QUARKUS_DATASOURCE_USERNAME"),
                        System.getenv("QUARKUS_DATASOURCE_PASSWORD"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS request (id bigint GENERATED ALWAYS AS IDENTITY)");
            statement.execute("INSERT INTO request DEFAULT VALUES");
            try (var rows = statement.executeQuery("SELECT count(*) FROM request")) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
