package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's promises with real processes, a real Postgres and the real gateway; only the services are fakes. */
class LocalSystemIT {
    @TempDir
    private Path data;

    private final int port = Ports.block(LocalSystem.PORTS);
    private final List<String> said = new ArrayList<>();
    private LocalSystem system;

    @BeforeEach
    void start() {
        system = LocalSystem.prepared(plan()).startAll();
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void leads_requests_to_services_that_have_their_own_databases() throws SQLException {
        assertThat(get("/stock/find/1")).isEqualTo("2"); // its start was the first
        assertThat(get("/payment/find_user/1")).isEqualTo("2");
        assertThat(rows("shop_stock")).isEqualTo(2);
        assertThatThrownBy(() -> rows(system.databaseUrl("shop_stock").replace("/shop_stock", "/shop_payment")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void brings_each_process_back_and_keeps_what_was_committed() throws SQLException {
        for (var name : List.of("stock", "gateway", "postgres", "redis")) {
            var before = system.pid(name);
            system.kill(name);
            Await.until(name + " is back", () -> system.pid(name) != before && system.ready(name));
        }

        get("/stock/find/1");

        assertThat(rows("shop_stock")).as("two starts and a request").isEqualTo(3);
        assertThat(said).filteredOn(line -> line.contains("is back after")).hasSize(4);
    }

    @Test
    void keeps_data_over_a_stop_and_forgets_it_when_asked() throws SQLException {
        get("/stock/find/1");
        system.close();

        system = LocalSystem.prepared(plan()).startAll();
        assertThat(rows("shop_stock")).isEqualTo(3);
        system.close();

        system = LocalSystem.prepared(plan().forgetting(true)).startAll();
        assertThat(rows("shop_stock")).isEqualTo(1);
    }

    @Test
    void keeps_what_redis_acknowledged_over_a_kill_and_a_stop_and_forgets_it_when_asked() {
        assertThat(redis("SET a 1")).isEqualTo("+OK");
        var before = system.pid("redis");
        system.kill("redis");
        Await.until("redis is back", () -> system.pid("redis") != before && system.ready("redis"));
        assertThat(redis("INCR a")).isEqualTo(":2");
        system.close();

        system = LocalSystem.prepared(plan()).startAll();
        assertThat(redis("INCR a")).isEqualTo(":3");
        system.close();

        system = LocalSystem.prepared(plan().forgetting(true)).startAll();
        assertThat(redis("INCR a")).isEqualTo(":1");
    }

    @Test
    void leaves_nothing_behind() throws IOException {
        var processes = system.processes().stream().map(ManagedProcess::pid).toList();
        system.close();

        assertThat(processes).hasSize(5).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        try (var files = Files.list(data.resolve("run"))) {
            assertThat(files).isEmpty();
        }
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
        LocalSystem.prepared(plan()).close(); // which would refuse a port or a lock that is held
    }

    @Test
    void refuses_a_second_copy_with_the_same_data() {
        assertThatThrownBy(() -> LocalSystem.prepared(plan()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("Already running")
                .hasMessageContaining("pid " + ProcessHandle.current().pid());
        assertThat(get("/stock/find/1")).as("the first goes on").isEqualTo("2");
    }

    @Test
    void refuses_a_port_that_is_taken(@TempDir Path other) {
        var plan = FakePlan.of(other, port, List.of(), said);

        assertThatThrownBy(() -> LocalSystem.prepared(plan))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("Port " + port + " (for the gateway) is taken");
        assertThat(other.resolve("run")).isEmptyDirectory();
    }

    @Test
    void refuses_the_data_of_another_postgres() throws IOException {
        system.close();
        Files.writeString(data.resolve("postgres/PG_VERSION"), "9\n");

        var prepared = LocalSystem.prepared(plan());

        assertThatThrownBy(prepared::startAll)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("is Postgres 9's")
                .hasMessageContaining("--fresh");
    }

    @Test
    void says_why_a_service_does_not_start(@TempDir Path other) {
        var broken = new Service("broken", 1, List.of("broken"), Optional.empty(), List.of("-jar", "none.jar"));
        var prepared = LocalSystem.prepared(FakePlan.of(other, Ports.block(LocalSystem.PORTS), List.of(broken), said));

        assertThatThrownBy(prepared::startAll)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("broken ended at its start (exit 1): Error: Unable to access jarfile none.jar");
    }

    private SystemPlan plan() {
        return FakePlan.of(data, port, List.of(FakeService.as("stock", 1), FakeService.as("payment", 2)), said);
    }

    private String get(String path) {
        var request =
                HttpRequest.newBuilder(URI.create(system.gatewayUrl() + path)).build();
        try (var client = HttpClient.newHttpClient()) {
            return client.sendAsync(request, BodyHandlers.ofString()).join().body();
        }
    }

    private String redis(String command) {
        var at = system.processes().stream()
                .map(ManagedProcess::spec)
                .filter(spec -> spec.name().equals("redis"))
                .findFirst()
                .orElseThrow();
        try (var socket = new Socket(Ports.LOOPBACK, at.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int rows(String database) throws SQLException {
        var url = database.startsWith("jdbc:") ? database : system.databaseUrl(database);
        try (var connection = DriverManager.getConnection(url);
                var rows = connection.createStatement().executeQuery("SELECT count(*) FROM request")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
