package webscale.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import webscale.commons.sql.Balances;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresResource;
import webscale.commons.testing.Seeds;

/** Random calls, with repeats, against a model that is plain enough to be right. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@Timeout(60)
class TakingsModelTest {
    private static final int ITEMS = 6;
    private static final int UNKNOWN_ITEM = ITEMS;

    @Inject
    TakingTable takings;

    @Inject
    ItemTable items;

    @Inject
    DataSource pool;

    private final List<String> itemIds = new ArrayList<>();
    private final Map<String, Long> stock = new TreeMap<>();
    private final Map<Attempt.Key, Take> answers = new HashMap<>();

    static LongStream seeds() {
        return Seeds.fresh(2);
    }

    @BeforeEach
    void make_items() {
        var prefix = UUID.randomUUID() + " ";
        IntStream.rangeClosed(0, UNKNOWN_ITEM).forEach(i -> itemIds.add(prefix + i));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void one_caller_gets_the_models_answers(long seed) {
        var random = new Random(seed);
        stockUp(random);
        var attempts = attempts(random, 150);
        for (int step = 0; step < 150; step++) {
            if (random.nextInt(10) == 0) {
                changeByHand(random);
            }
            var batch = new TakingBatch(some(random, attempts, 3), some(random, attempts, 8));
            var expected = new TakingBatch.Answer(
                    batch.fences().stream().map(this::fenceInModel).toList(),
                    batch.takes().stream().map(this::takeInModel).toList());
            assertThat(takings.apply(batch)).as("step %d: %s", step, batch).isEqualTo(expected);
            assertThat(stockNow()).as("step %d", step).isEqualTo(stock);
        }
        Shop.assertBalanced();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void many_callers_at_once_get_one_true_answer_for_each_attempt(long seed) throws Exception {
        var random = new Random(seed);
        stockUp(random);
        var attempts = attempts(random, 300);
        var given = new ConcurrentHashMap<Attempt.Key, Set<Take>>();
        try (var threads = Executors.newFixedThreadPool(6)) {
            var callers = new ArrayList<Future<?>>();
            for (int caller = 0; caller < 6; caller++) {
                var own = new Random(random.nextLong());
                callers.add(threads.submit(() -> {
                    for (int step = 0; step < 60; step++) {
                        call(new TakingBatch(some(own, attempts, 3), some(own, attempts, 10)), given);
                    }
                }));
            }
            for (var caller : callers) {
                caller.get(50, TimeUnit.SECONDS);
            }
        }
        var left = stockNow();
        var expected = new TreeMap<>(stock);
        for (var attempt : attempts) {
            var answer = given.getOrDefault(attempt.key(), Set.of());
            assertThat(answer).as("%s", attempt).hasSizeLessThanOrEqualTo(1);
            if (answer.contains(Take.TAKEN)) {
                attempt.lines().forEach((item, pieces) -> expected.merge(item, -pieces, Long::sum));
            }
            if (answer.contains(Take.REFUSED)) {
                // Stock only falls here, so what was short then is short now.
                assertThat(Take.decide(left, attempt.lines())).as("%s", attempt).isEqualTo(Take.REFUSED);
            }
        }
        assertThat(left).isEqualTo(expected);
        Shop.assertBalanced();
    }

    private void call(TakingBatch batch, Map<Attempt.Key, Set<Take>> given) {
        var answer = takings.apply(batch);
        note(batch.fences(), answer.fences(), given);
        note(batch.takes(), answer.takes(), given);
    }

    private static void note(List<Attempt> attempts, List<Take> answers, Map<Attempt.Key, Set<Take>> given) {
        for (int i = 0; i < attempts.size(); i++) {
            given.computeIfAbsent(attempts.get(i).key(), _ -> ConcurrentHashMap.newKeySet())
                    .add(answers.get(i));
        }
    }

    private void stockUp(Random random) {
        var sql = new Sql(pool);
        for (var item : itemIds.subList(0, ITEMS)) {
            long pieces = random.nextLong(5, 60);
            sql.update("INSERT INTO item (id, price, stock, received) VALUES (?, 1, ?, ?)", item, pieces, pieces);
            stock.put(item, pieces);
        }
    }

    private void changeByHand(Random random) {
        var item = itemIds.get(random.nextInt(ITEMS));
        int pieces = random.nextInt(-3, 10);
        var outcome = items.change(List.of(new Balances.Change(item, pieces))).getFirst();
        assertThat(outcome == Balances.Outcome.DONE).isEqualTo(stock.get(item) + pieces >= 0);
        if (outcome == Balances.Outcome.DONE) {
            stock.merge(item, (long) pieces, Long::sum);
        }
    }

    private Take fenceInModel(Attempt attempt) {
        return answers.computeIfAbsent(attempt.key(), _ -> Take.FENCED);
    }

    private Take takeInModel(Attempt attempt) {
        return answers.computeIfAbsent(attempt.key(), _ -> {
            if (!stock.keySet().containsAll(attempt.lines().keySet())) {
                return Take.UNKNOWN_ITEM;
            }
            for (var line : attempt.lines().entrySet()) {
                if (stock.get(line.getKey()) < line.getValue()) {
                    return Take.REFUSED;
                }
            }
            attempt.lines().forEach((item, pieces) -> stock.merge(item, -pieces, Long::sum));
            return Take.TAKEN;
        });
    }

    private List<Attempt> attempts(Random random, int count) {
        var prefix = UUID.randomUUID() + " ";
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var lines = new TreeMap<String, Long>();
                    int size = random.nextInt(1, 4);
                    for (int line = 0; line < size; line++) {
                        boolean unknown = random.nextInt(20) == 0;
                        var item = itemIds.get(unknown ? UNKNOWN_ITEM : random.nextInt(ITEMS));
                        lines.put(item, random.nextLong(1, 4));
                    }
                    return new Attempt(prefix + i / 3, random.nextInt(2), i, lines);
                })
                .toList();
    }

    private static List<Attempt> some(Random random, List<Attempt> attempts, int countMax) {
        return IntStream.rangeClosed(0, random.nextInt(countMax))
                .mapToObj(_ -> attempts.get(random.nextInt(attempts.size())))
                .toList();
    }

    private Map<String, Long> stockNow() {
        var now = new TreeMap<String, Long>();
        var known = itemIds.subList(0, ITEMS);
        var offers = items.find(known);
        for (int i = 0; i < ITEMS; i++) {
            now.put(known.get(i), offers.get(i).orElseThrow().stock());
        }
        return now;
    }
}
