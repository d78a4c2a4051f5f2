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
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * The most that this Postgres can give: only the statements of a checkout, in full batches, without HTTP, services and
 * clients. {@code bench.sh} holds the shop against it.
 *
 * <p>Works in three databases of its own, made by the services' migrations and dropped at the end, with the services'
 * own statements, read from where the build left them. Each service has one connection. A lane takes a batch from begin
 * to hold to take, and ends and settles it by the statements that begin and hold the next one, as the services do.
 *
 * <p>Each line {@code FILL LANES ORDERS SECONDS} of its input is one measurement: checkouts in a batch, batches on their
 * way, fresh orders, and for how long (less when the orders run out). The answer is checkouts per second.
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
    private final String endAndBegin = constant("order/checkout/CheckoutTable", "END_AND_BEGIN");
    private final String settleAndHold = constant("payment/ChargeTable", "SETTLE_AND_HOLD_ALL");
    private final String take = constant("stock/TakingTable", "TAKE_ALL");
    private int generation;

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

    private long measure(int fill, int lanes, int fresh, int seconds) throws Exception {
        update(orders, constant("order/OrderTable", "REPLACE"), ++generation, ROWS, 2L, ROWS, 1L, ROWS, 1L, fresh);
        var used = new AtomicInteger();
        var done = new AtomicLong();
        long start = System.nanoTime();
        Callable<Void> lane = () -> {
            var last = batch(0, 0);
            int first = used.getAndAdd(fill);
            while (first + fill <= fresh && System.nanoTime() - start < seconds * 1_000_000_000L) {
                last = step(last, batch(first, fill));
                first = used.getAndAdd(fill);
                done.addAndGet(fill);
            }
            step(last, batch(0, 0));
            return null;
        };
        try (var threads = Executors.newFixedThreadPool(lanes)) {
            for (var end : threads.invokeAll(Collections.nCopies(lanes, lane))) {
                end.get();
            }
        }
        return done.get() * 1_000_000_000L / (System.nanoTime() - start);
    }

    /** Checkouts that go through the steps together; all of them succeed, at their first attempt, for the same cost. */
    private record Batch(String[] ids, int[] generations, int[] attempts, String[] users, long[] costs) {}

    private Batch batch(int first, int size) {
        var ids = IntStream.range(first, first + size).mapToObj(Integer::toString);
        var generations = IntStream.generate(() -> generation).limit(size).toArray();
        var attempts = IntStream.generate(() -> 1).limit(size).toArray();
        var costs = LongStream.generate(() -> 2).limit(size).toArray();
        return new Batch(ids.sorted().toArray(String[]::new), generations, attempts, new String[size], costs);
    }

    /** The driver lets one statement at a time use a connection. */
    private Batch step(Batch last, Batch next) throws SQLException {
        var lines = new String[next.ids.length];
        endAndBegin(last, next, lines);
        settleAndHold(last, next);
        take(next, lines);
        return next;
    }

    private void endAndBegin(Batch a, Batch b, String[] lines) throws SQLException {
        var paid = Collections.nCopies(a.ids.length, "PAID").toArray(String[]::new);
        var declines = new String[a.ids.length];
        Object[] parameters = {a.ids, a.generations, a.attempts, paid, declines, 1, b.ids, 1};
        try (var statement = prepared(orders, endAndBegin, parameters);
                var row = statement.executeQuery()) {
            for (int i = 0; row.next(); i++) {
                b.ids[i] = row.getString(1);
                b.users[i] = row.getString(4);
                lines[i] = row.getString(6);
            }
        }
    }

    private void settleAndHold(Batch a, Batch b) throws SQLException {
        var due = new TreeMap<String, Long>();
        List.of(b.users).forEach(user -> due.merge(user, 2L, Long::sum));
        Object[] settles = {a.users, a.ids, a.generations, a.attempts, keys(due), values(due)};
        Object[] holds = {b.users, b.ids, b.generations, b.attempts, b.costs};
        update(
                payment,
                settleAndHold,
                Stream.of(settles, holds).flatMap(Stream::of).toArray());
    }

    private void take(Batch next, String[] lines) throws SQLException {
        var due = new TreeMap<String, Long>();
        for (int i = 0; i < lines.length; i++) {
            var pieces = new TreeMap<String, Long>();
            LINE.matcher(lines[i]).results().forEach(line -> pieces.merge(line.group(1), 1L, Long::sum));
            pieces.forEach((item, n) -> due.merge(item, n, Long::sum));
            lines[i] = pieces.toString().replaceAll("(\\d+)=", "\"$1\":");
        }
        long items = due.size();
        update(stock, take, keys(due), values(due), next.ids, next.generations, next.attempts, lines, items);
    }

    private static String[] keys(TreeMap<String, Long> due) {
        return due.keySet().toArray(String[]::new);
    }

    private static long[] values(TreeMap<String, Long> due) {
        return due.values().stream().mapToLong(n -> n).toArray();
    }

    private static void update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (var statement = prepared(connection, sql, parameters)) {
            statement.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        var arrays = connection.unwrap(PGConnection.class);
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            Object value =
                    switch (parameters[i]) {
                        case String[] array -> arrays.createArrayOf("text", array);
                        case int[] array -> arrays.createArrayOf("int4", array);
                        case long[] array -> arrays.createArrayOf("int8", array);
                        default -> parameters[i];
                    };
            statement.setObject(i + 1, value);
        }
        return statement;
    }
}
