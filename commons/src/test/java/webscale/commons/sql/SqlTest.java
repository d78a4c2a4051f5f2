package webscale.commons.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.batch.RolledBackException;
import webscale.commons.testing.PostgresServer;

/** Through the pool that the services use. */
@Timeout(60)
class SqlTest {
    private static final String INSERT = "INSERT INTO part (id, pieces) VALUES (?, ?)";

    private static AgroalDataSource pool;
    private static Sql sql;

    @BeforeAll
    static void connect() throws SQLException {
        var url = PostgresServer.newDatabase();
        pool = AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
                        .maxSize(3)
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl(url).principal(new NamePrincipal(PostgresServer.USER)))));
        sql = new Sql(pool);
        sql.update("""
                CREATE TABLE part (
                    id text PRIMARY KEY,
                    pieces bigint NOT NULL CONSTRAINT pieces_not_negative CHECK (pieces >= 0)
                )
                """);
    }

    @AfterAll
    static void disconnect() {
        pool.close();
    }

    @BeforeEach
    void empty() {
        sql.update("TRUNCATE part");
    }

    @Test
    void binds_arrays_and_single_values_and_nothing() {
        var rows = sql.query(
                "SELECT a, b, c, ?::text, ?::text FROM unnest(?, ?, ?) AS line (a, b, c)",
                row -> List.of(
                        row.getString(1),
                        row.getInt(2),
                        row.getLong(3),
                        row.getString(4),
                        String.valueOf(row.getString(5))),
                "single",
                null,
                new String[] {"x", "{\"quoted, \\ 'text'}", "😀"},
                new int[] {1, -2, Integer.MAX_VALUE},
                new long[] {4, -5, Long.MAX_VALUE});
        assertThat(rows)
                .containsExactly(
                        List.of("x", 1, 4L, "single", "null"),
                        List.of("{\"quoted, \\ 'text'}", -2, -5L, "single", "null"),
                        List.of("😀", Integer.MAX_VALUE, Long.MAX_VALUE, "single", "null"));
    }

    @Test
    void binds_empty_arrays() {
        assertThat(sql.query(
                        "SELECT a FROM unnest(?, ?, ?) AS line (a, b, c)",
                        row -> row.getString(1),
                        new String[0],
                        new int[0],
                        new long[0]))
                .isEmpty();
    }

    @Test
    void tells_how_many_rows_were_changed() {
        assertThat(sql.update(INSERT, "a", 1L)).isEqualTo(1);
        assertThat(sql.update("UPDATE part SET pieces = 2 WHERE id = ?", "b")).isZero();
    }

    @Test
    void commits_several_statements_together() {
        var sum = sql.transaction(session -> {
            session.update(INSERT, "a", 1L);
            session.update(INSERT, "b", 2L);
            assertThat(parts()).as("seen from outside").isEmpty();
            return session.query("SELECT sum(pieces) FROM part", row -> row.getLong(1))
                    .getFirst();
        });
        assertThat(sum).isEqualTo(3);
        assertThat(parts()).containsExactly("a=1", "b=2");
    }

    @Test
    void says_rolled_back_and_why_when_the_server_refused() {
        var refusal = catchThrowableOfType(
                RolledBackException.class,
                () -> sql.transaction(session -> {
                    session.update(INSERT, "a", 1L);
                    return session.update(INSERT, "b", -1L);
                }));
        assertThat(Sql.violates(refusal, "pieces_not_negative")).isTrue();
        assertThat(Sql.violates(refusal, "part_pkey")).isFalse();
        assertThat(Sql.hasState(refusal, "23514")).isTrue();
        assertThat(Sql.hasState(refusal, "23505")).isFalse();
        assertThat(parts()).isEmpty();
        assertThatThrownBy(() -> sql.update("no sql")).isInstanceOf(RolledBackException.class);
    }

    @Test
    void rolls_back_when_the_callers_code_throws() {
        var thrown = new IllegalStateException("caller");
        assertThatThrownBy(() -> sql.transaction(session -> {
                    session.update(INSERT, "a", 1L);
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(parts()).isEmpty();
    }

    @Test
    void rolls_back_when_an_error_is_thrown() {
        assertThatThrownBy(() -> sql.transaction(session -> {
                    session.update(INSERT, "a", 1L);
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(parts()).isEmpty();
    }

    @Test
    void says_unknown_when_the_connection_broke_in_a_transaction() {
        assertThatThrownBy(() -> sql.transaction(session -> {
                    session.update(INSERT, "a", 1L);
                    return session.query("SELECT pg_terminate_backend(pg_backend_pid())", row -> row.getBoolean(1));
                }))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(parts()).as("the pool has a new connection").isEmpty();
    }

    @Test
    void says_unknown_when_the_connection_was_ended_by_somebody_else_before_the_commit() {
        assertThatThrownBy(() -> sql.transaction(session -> {
                    session.update(INSERT, "a", 1L);
                    int pid = session.query("SELECT pg_backend_pid()", row -> row.getInt(1))
                            .getFirst();
                    assertThat(sql.query("SELECT pg_terminate_backend(?, 10000)", row -> row.getBoolean(1), pid))
                            .containsExactly(true);
                    return 0;
                }))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(parts()).isEmpty();
    }

    @Test
    void says_unavailable_when_no_connection_can_be_had() throws IOException {
        int closedPort;
        try (var socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        var nobody = new Sql(
                PostgresServer.dataSource("jdbc:postgresql://localhost:" + closedPort + "/nobody"),
                Duration.ofMillis(200));
        assertThatThrownBy(() -> nobody.update("SELECT 1")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> nobody.transaction(_ -> 1)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void waits_for_a_database_that_comes_back() {
        var refusals = new AtomicInteger(3);
        var restarting = (DataSource) Proxy.newProxyInstance(
                SqlTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new SQLException("the database system is starting up", "57P03");
                    }
                    return method.invoke(pool, arguments);
                });

        assertThat(new Sql(restarting).update(INSERT, "a", 1L)).isEqualTo(1);
        assertThat(parts()).containsExactly("a=1");
    }

    @Test
    void runs_the_victim_of_a_deadlock_again() {
        sql.update(INSERT, "a", 0L);
        sql.update(INSERT, "b", 0L);
        var bothHoldOne = new CyclicBarrier(2);
        var runs = new AtomicInteger();
        Executor threads = Thread::startVirtualThread;
        var first = CompletableFuture.runAsync(() -> addToBoth("a", "b", bothHoldOne, runs), threads);
        var second = CompletableFuture.runAsync(() -> addToBoth("b", "a", bothHoldOne, runs), threads);
        CompletableFuture.allOf(first, second).join();
        assertThat(runs).hasValue(3);
        assertThat(parts()).containsExactly("a=2", "b=2");
    }

    private static void addToBoth(String one, String other, CyclicBarrier bothHoldOne, AtomicInteger runs) {
        var add = "UPDATE part SET pieces = pieces + 1 WHERE id = ?";
        sql.transaction(session -> {
            session.update("SET LOCAL deadlock_timeout = '20ms'");
            session.update(add, one);
            if (runs.incrementAndGet() <= 2) {
                await(bothHoldOne);
            }
            return session.update(add, other);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void gives_up_in_the_end_where_trying_again_never_helps(String state) {
        var runs = new AtomicInteger();
        assertThatThrownBy(() -> sql.transaction(session -> {
                    runs.incrementAndGet();
                    return session.update("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '" + state + "'; END $$");
                }))
                .isInstanceOf(RolledBackException.class);
        assertThat(runs).hasValue(20);
    }

    private static List<String> parts() {
        return sql.query("SELECT id || '=' || pieces FROM part ORDER BY id", row -> row.getString(1));
    }
}
