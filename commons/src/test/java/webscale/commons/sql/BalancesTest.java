package webscale.commons.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static webscale.commons.sql.Balances.Outcome.DONE;
import static webscale.commons.sql.Balances.Outcome.TOO_LITTLE;
import static webscale.commons.sql.Balances.Outcome.TOO_MUCH;
import static webscale.commons.sql.Balances.Outcome.UNKNOWN;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import webscale.commons.sql.Balances.Change;
import webscale.commons.sql.Balances.Outcome;
import webscale.commons.testing.PostgresServer;
import webscale.commons.testing.Seeds;

@Timeout(60)
class BalancesTest {
    private static Sql sql;
    private static Balances balances;

    @BeforeAll
    static void connect() {
        sql = new Sql(PostgresServer.dataSource(PostgresServer.newDatabase()));
        sql.update("""
                CREATE TABLE jar (
                    id text PRIMARY KEY,
                    beans bigint NOT NULL CHECK (beans >= 0),
                    received bigint NOT NULL
                )
                """);
        balances = new Balances(sql, "jar", "beans", "received");
    }

    @BeforeEach
    void empty() {
        sql.update("TRUNCATE jar");
    }

    @Test
    void moves_the_total_with_the_balance() {
        jar("a", 5, 100);
        assertThat(apply(new Change("a", 7), new Change("a", -2))).containsExactly(DONE, DONE);
        assertThat(jars()).containsExactly("a: 10 of 105");
    }

    @Test
    void refuses_only_the_member_that_takes_too_much() {
        jar("a", 5, 5);
        jar("b", 5, 5);
        assertThat(apply(new Change("a", -3), new Change("a", -3), new Change("b", -5), new Change("a", -2)))
                .containsExactly(DONE, TOO_LITTLE, DONE, DONE);
        assertThat(jars()).containsExactly("a: 0 of 0", "b: 0 of 0");
    }

    @Test
    void names_unknown_rows_and_does_the_others() {
        jar("a", 5, 5);
        assertThat(apply(new Change("x", 1), new Change("a", 1), new Change("x", -1), new Change("y", 1)))
                .containsExactly(UNKNOWN, DONE, UNKNOWN, UNKNOWN);
        assertThat(jars()).containsExactly("a: 6 of 6");
    }

    @Test
    void names_unknown_rows_beside_refused_ones() {
        jar("a", 5, 5);
        assertThat(apply(new Change("x", 1), new Change("a", -6), new Change("a", -5)))
                .containsExactly(UNKNOWN, TOO_LITTLE, DONE);
        assertThat(jars()).containsExactly("a: 0 of 0");
    }

    @Test
    void refuses_a_balance_beyond_64_bits() {
        jar("a", Long.MAX_VALUE - 5, Long.MAX_VALUE - 5);
        assertThat(apply(new Change("a", 6), new Change("a", 5), new Change("a", 1)))
                .containsExactly(TOO_MUCH, DONE, TOO_MUCH);
        assertThat(jars()).containsExactly("a: " + Long.MAX_VALUE + " of " + Long.MAX_VALUE);
    }

    @Test
    void refuses_a_total_beyond_64_bits() {
        jar("a", 0, Long.MAX_VALUE - 5);
        assertThat(apply(new Change("a", 6))).containsExactly(TOO_MUCH);
        assertThat(apply(new Change("a", 5))).containsExactly(DONE);
        assertThat(jars()).containsExactly("a: 5 of " + Long.MAX_VALUE);
    }

    @Test
    void does_not_wrap_around_when_a_batch_sums_up_beyond_64_bits() {
        jar("a", 10, 10);
        assertThat(apply(new Change("a", Long.MAX_VALUE), new Change("a", Long.MAX_VALUE)))
                .containsExactly(TOO_MUCH, TOO_MUCH);
        assertThat(jars()).containsExactly("a: 10 of 10");
    }

    static LongStream seeds() {
        return Seeds.fresh(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void does_what_a_plain_model_does(long seed) {
        var random = new Random(seed);
        var model = new TreeMap<String, long[]>();
        for (int i = 0; i < 8; i++) {
            boolean rich = i >= 6;
            long balance = rich ? Long.MAX_VALUE - random.nextInt(100) : random.nextInt(30);
            long total = rich ? Long.MAX_VALUE - random.nextInt(50) : balance + random.nextInt(30);
            model.put("jar " + i, new long[] {balance, Math.max(balance, total)});
            jar("jar " + i, balance, Math.max(balance, total));
        }
        for (int round = 0; round < 150; round++) {
            var batch = new ArrayList<Change>();
            int size = random.nextInt(1, 12);
            for (int i = 0; i < size; i++) {
                batch.add(new Change("jar " + random.nextInt(10), random.nextInt(-25, 26)));
            }
            var expected = applyToModel(model, batch);
            assertThat(balances.apply(batch)).as("round %d: %s", round, batch).isEqualTo(expected);
        }
        assertThat(jars())
                .isEqualTo(model.entrySet().stream()
                        .map(row -> row.getKey() + ": " + row.getValue()[0] + " of " + row.getValue()[1])
                        .toList());
    }

    /** The whole batch as one sum where that is possible, else one change after the other. */
    private static List<Outcome> applyToModel(Map<String, long[]> model, List<Change> batch) {
        var sums = new TreeMap<String, Long>();
        batch.forEach(change -> sums.merge(change.id(), change.amount(), Math::addExact));
        boolean fits = sums.entrySet().stream()
                .filter(sum -> model.containsKey(sum.getKey()))
                .allMatch(sum -> outcome(model.get(sum.getKey()), sum.getValue()) == DONE);
        return batch.stream()
                .map(change -> {
                    var row = model.get(change.id());
                    var outcome = row == null ? UNKNOWN : fits ? DONE : outcome(row, change.amount());
                    if (outcome == DONE) {
                        row[0] += change.amount();
                        row[1] += change.amount();
                    }
                    return outcome;
                })
                .toList();
    }

    private static Outcome outcome(long[] row, long amount) {
        if (sum(row[0], amount).signum() < 0) {
            return TOO_LITTLE;
        }
        return sum(row[0], amount).bitLength() > 63 || sum(row[1], amount).bitLength() > 63 ? TOO_MUCH : DONE;
    }

    private static BigInteger sum(long a, long b) {
        return BigInteger.valueOf(a).add(BigInteger.valueOf(b));
    }

    private static List<Outcome> apply(Change... changes) {
        return balances.apply(Arrays.asList(changes));
    }

    private static void jar(String id, long beans, long received) {
        sql.update("INSERT INTO jar VALUES (?, ?, ?)", id, beans, received);
    }

    private static List<String> jars() {
        return sql.query(
                "SELECT format('%s: %s of %s', id, beans, received) FROM jar ORDER BY id", row -> row.getString(1));
    }
}
