package webscale.local;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Properties;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;

/**
 * The most that this Postgres can give: only the statements of a checkout, in full batches, without HTTP, services and
 * clients. {@code bench.sh} holds the shop against it.
 *
 * <p>Works in three databases of its own, made by the services' migrations and dropped at the end, with the services'
 * own statements, read from where the build left them. One thread per service; a batch is handed from begin to
 * hold to take to end to settle, with several batches on their way.
 *
 * <p>Each line {@code FILL BATCHES ORDERS SECONDS} of its input is one measurement: checkouts in a batch, batches on
 * their way, fresh orders, and for how long (less when the orders run out). The answer is checkouts per second.
 */
final class BareCheckouts {
    private static final int ROWS = 100_000;
    private static final long RICH = 2_000_000_000;
    private static final Pattern LINE = Pattern.compile("\\[\"([^\"]+)\", \\d+, \\d+]");

    private final Path home = Catalog.home();
    private final Connection admin;
    private final Connection orders;
    private final Connection payment;
    private final Connection stock;
    private final String begin = constant("order/checkout/CheckoutTable", "BEGIN");
    private final String hold = constant("payment/ChargeTable", "HOLD_ALL");
    private final String take = constant("stock/TakingTable", "TAKE_ALL");
    private final String end = constant("order/checkout/CheckoutTable", "END");
    private final String settle = constant("payment/ChargeTable", "SETTLE");
    private int generation;
    private int[] generations;
    private int[] attempts;
    private long[] costs;

    private BareCheckouts(String url, Properties login) throws SQLException, IOException {
        admin = DriverManager.getConnection(url + "postgres", login);
        orders = scratch("order", url, login);
        payment = scratch("payment", url, login);
        stock = scratch("stock", url, login);
        update(orders, "INSERT INTO replica (lease_until) VALUES ('infinity')");
        update(payment, constant("payment/AccountTable", "REPLACE"), 1, RICH, RICH, ROWS);
        update(stock, constant("stock/ItemTable", "REPLACE"), 1L, RICH, RICH, ROWS);
    }

    /** {@code jdbc:postgresql://HOST:PORT/ SUPERUSER OPTIONS}, the password in {@code PGPASSWORD}. */
    public static void main(String[] arguments) throws Exception {
        var login = new Properties();
        login.setProperty("user", arguments[1]);
        login.setProperty("password", System.getenv("PGPASSWORD"));
        login.setProperty("options", arguments[2]);
        login.setProperty("prepareThreshold", "1");
        var bare = new BareCheckouts(arguments[0], login);
        var lines = new Scanner(System.in);
        while (lines.hasNextInt()) {
            System.out.println(bare.measure(lines.nextInt(), lines.nextInt(), lines.nextInt(), lines.nextInt()));
        }
        for (var service : new String[] {"order", "payment", "stock"}) {
            update(bare.admin, "DROP DATABASE bare_" + service + " WITH (FORCE)");
        }
    }

    /** The text of a constant, private ones too, in a service's class file; its module comes first. */
    private String constant(String className, String name) throws IOException {
        var module = className.substring(0, className.indexOf('/'));
        var file = home.resolve(module).resolve("target/classes/webscale").resolve(className + ".class");
        for (var field : ClassFile.of().parse(file).fields()) {
            var value = field.findAttribute(Attributes.constantValue());
            if (field.fieldName().equalsString(name) && value.isPresent()) {
                return (String) value.get().constant().constantValue();
            }
        }
        throw new IllegalStateException("There is no constant " + name + " in " + file);
    }

    private Connection scratch(String service, String url, Properties login) throws SQLException, IOException {
        update(admin, "DROP DATABASE IF EXISTS bare_" + service + " WITH (FORCE)");
        update(admin, "CREATE DATABASE bare_" + service);
        var connection = DriverManager.getConnection(url + "bare_" + service, login);
        try (var files = Files.list(home.resolve(service).resolve("target/classes/db/migration"));
                var statement = connection.createStatement()) {
            for (var migration : files.sorted().toList()) {
                statement.execute(Files.readString(migration));
            }
        }
        return connection;
    }

    private long measure(int fill, int batches, int fresh, int seconds) throws Exception {
        update(orders, constant("order/OrderTable", "REPLACE"), ++generation, ROWS, 2L, ROWS, 1L, ROWS, 1L, fresh);
        generations = IntStream.generate(() -> generation).limit(fill).toArray();
        attempts = IntStream.generate(() -> 1).limit(fill).toArray();
        costs = LongStream.generate(() -> 2).limit(fill).toArray();
        var onTheirWay = new Semaphore(batches);
        var settled = new ArrayList<CompletableFuture<?>>();
        int done = 0;
        long start = System.nanoTime();
        try (var atOrders = Executors.newSingleThreadExecutor();
                var atPayment = Executors.newSingleThreadExecutor();
                var atStock = Executors.newSingleThreadExecutor()) {
            for (; done + fill <= fresh && System.nanoTime() - start < seconds * 1_000_000_000L; done += fill) {
                onTheirWay.acquire();
                var ids = IntStream.range(done, done + fill).mapToObj(Integer::toString);
                var batch = new Batch(ids.sorted().toArray(String[]::new), new String[fill], new String[fill]);
                settled.add(CompletableFuture.runAsync(() -> begin(batch), atOrders)
                        .thenRunAsync(() -> hold(batch), atPayment)
                        .thenRunAsync(() -> take(batch), atStock)
                        .thenRunAsync(() -> end(batch), atOrders)
                        .whenComplete((nothing, failure) -> onTheirWay.release())
                        .thenRunAsync(() -> settle(batch), atPayment));
            }
            CompletableFuture.allOf(settled.toArray(CompletableFuture[]::new)).join();
        }
        return done * 1_000_000_000L / (System.nanoTime() - start);
    }

    /** Checkouts that go through the steps together; all of them succeed, at their first attempt, for the same cost. */
    private record Batch(String[] ids, String[] users, String[] lines) {}

    private void begin(Batch b) {
        try (var statement = prepared(orders, begin, 1, b.ids, 1);
                var row = statement.executeQuery()) {
            for (int i = 0; row.next(); i++) {
                b.ids[i] = row.getString(1);
                b.users[i] = row.getString(4);
                b.lines[i] = row.getString(6);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void hold(Batch b) {
        var due = new TreeMap<String, Long>();
        IntStream.range(0, b.ids.length).forEach(i -> due.merge(b.users[i], 2L, Long::sum));
        var sums = due.values().stream().mapToLong(n -> n).toArray();
        var users = due.keySet().toArray(String[]::new);
        update(payment, hold, users, sums, b.users, b.ids, generations, attempts, costs);
    }

    private void take(Batch b) {
        var due = new TreeMap<String, Long>();
        for (int i = 0; i < b.ids.length; i++) {
            var pieces = new TreeMap<String, Long>();
            LINE.matcher(b.lines[i]).results().forEach(line -> pieces.merge(line.group(1), 1L, Long::sum));
            pieces.forEach((item, n) -> due.merge(item, n, Long::sum));
            b.lines[i] = pieces.toString().replaceAll("(\\d+)=", "\"$1\":");
        }
        var sums = due.values().stream().mapToLong(n -> n).toArray();
        var items = due.keySet().toArray(String[]::new);
        update(stock, take, items, sums, b.ids, generations, attempts, b.lines, (long) items.length);
    }

    private void end(Batch b) {
        var paid = Collections.nCopies(b.ids.length, "PAID").toArray(String[]::new);
        update(orders, end, b.ids, generations, attempts, paid, new String[b.ids.length]);
    }

    private void settle(Batch b) {
        update(payment, settle, b.users, b.ids, generations, attempts);
    }

    private static void update(Connection connection, String sql, Object... parameters) {
        try (var statement = prepared(connection, sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        var arrays = connection.unwrap(PGConnection.class);
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(
                    i + 1,
                    switch (parameters[i]) {
                        case String[] array -> arrays.createArrayOf("text", array);
                        case int[] array -> arrays.createArrayOf("int4", array);
                        case long[] array -> arrays.createArrayOf("int8", array);
                        default -> parameters[i];
                    });
        }
        return statement;
    }
}
