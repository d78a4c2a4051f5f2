package webscale.drill;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import webscale.drill.shop.Verdict;

/**
 * The checker checked: the running shop is broken, in its databases and not in its code, in ways that only show when
 * something goes wrong as well, and some invariant has to turn red.
 */
final class Control implements Drill {
    /** @param sql breaks each of the databases, on behalf of its owner */
    private record Mutation(String what, List<String> databases, String sql, FaultDrill.Schedule schedule) {}

    /** Longer than a service needs to be back, also on a machine that has other work, and to give up what it had begun. */
    private static final Duration LATE = Duration.ofSeconds(25);

    private static final List<Mutation> MUTATIONS = List.of(
            new Mutation(
                    "stock forgets its fences",
                    List.of("shop_stock"),
                    """
                    CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        DELETE FROM taking
                         WHERE order_id = NEW.order_id AND generation = NEW.generation AND attempt = NEW.attempt
                           AND state = 'FENCED';
                        RETURN NEW;
                    END $$;
                    CREATE TRIGGER forget BEFORE INSERT ON taking
                        FOR EACH ROW WHEN (NEW.state = 'TAKEN') EXECUTE FUNCTION forget()
                    """,
                    (random, orders) -> Chaos.oneByOne(
                            Collections.nCopies(3, Fault.lateAndOrphaned("order-stock", LATE)), Duration.ofSeconds(2))),
            new Mutation(
                    "payment forgets that it was asked before",
                    List.of("shop_payment"),
                    """
                    CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        DELETE FROM charge
                         WHERE user_id = NEW.user_id AND order_id = NEW.order_id AND generation = NEW.generation
                           AND attempt = NEW.attempt AND state IN ('HELD', 'PAID');
                        RETURN NEW;
                    END $$;
                    CREATE TRIGGER forget BEFORE INSERT ON charge
                        FOR EACH ROW WHEN (NEW.state = 'HELD') EXECUTE FUNCTION forget()
                    """,
                    (random, orders) -> List.of(new Fault.Due(
                            Duration.ZERO,
                            Fault.weather(
                                    "everything twice on",
                                    "order-payment",
                                    new Link.Weather(Duration.ZERO, 0, true),
                                    Duration.ofSeconds(30))))),
            new Mutation(
                    "services answer before the disk has it",
                    List.of("shop_order", "shop_payment", "shop_stock"),
                    """
                    DO $$
                    BEGIN
                        EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database());
                    END $$;
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """,
                    (random, orders) -> Chaos.oneByOne(
                            List.of(
                                    Fault.killInMidCommit("order-postgres"),
                                    Fault.killInMidCommit("order-postgres"),
                                    Fault.killInMidCommit("order-postgres")),
                            Duration.ofSeconds(6))));

    @Override
    public String name() {
        return "control";
    }

    @Override
    public String what() {
        return "the shop itself broken in %d ways: some invariant must turn red each time".formatted(MUTATIONS.size());
    }

    @Override
    public Report run(Orders orders) {
        long begun = System.nanoTime();
        var verdicts = new ArrayList<Verdict>();
        var figures = new ArrayList<String>();
        for (int i = 0; i < MUTATIONS.size(); i++) {
            var mutation = MUTATIONS.get(i);
            orders.log().accept("  " + mutation.what());
            var report = broken(i).run(orders.at(orders.data().resolve(Integer.toString(i))));
            var red = report.verdicts().stream()
                    .filter(verdict -> !verdict.holds())
                    .map(Verdict::name)
                    .distinct()
                    .collect(Collectors.joining(", "));
            figures.add(mutation.what() + ": red are " + (red.isEmpty() ? "none" : red));
            verdicts.add(new Verdict(
                    "control " + (i + 1),
                    mutation.what(),
                    "noticed",
                    red.isEmpty() ? "not noticed" : "noticed",
                    List.of()));
        }
        return new Report(name(), orders.seed(), Drill.since(begun), figures, verdicts, "");
    }

    /** The drill of one mutation, by its number from 0; something in its report has to be wrong. */
    static FaultDrill broken(int number) {
        var mutation = MUTATIONS.get(number);
        return FaultDrill.of("control", mutation.what(), Stage.Setting.LINKED, mutation.schedule())
                .mutated(stage -> apply(stage, mutation));
    }

    private static void apply(Stage stage, Mutation mutation) {
        for (var database : mutation.databases()) {
            try (var connection = DriverManager.getConnection(stage.system().databaseUrl(database));
                    var statement = connection.createStatement()) {
                statement.execute(mutation.sql());
            } catch (SQLException e) {
                throw new IllegalStateException(mutation.what(), e);
            }
        }
    }
}
