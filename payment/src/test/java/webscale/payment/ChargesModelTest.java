package webscale.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumSet;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import webscale.commons.http.ProblemException;
import webscale.commons.sql.Balances;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresResource;
import webscale.commons.testing.Seeds;

/** Random calls, with repeats, against a model that is plain enough to be right. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeOrders.class)
@Timeout(60)
class ChargesModelTest {
    private static final int USERS = 5;

    @Inject
    ChargeTable charges;

    @Inject
    AccountTable accounts;

    @Inject
    OrderPayments payments;

    @Inject
    DataSource pool;

    static LongStream seeds() {
        return Seeds.fresh(2);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void one_caller_gets_the_models_answers(long seed) {
        var random = new Random(seed);
        var model = new Model();
        replaceAll(random, model);
        var attempts = attempts(random, 200);
        for (int step = 0; step < 250; step++) {
            switch (random.nextInt(12)) {
                case 0 -> changeByHand(random, model);
                case 1 -> payByNumber(random, model);
                case 2 -> cancelByNumber(random, model);
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        replaceAll(random, model);
                    }
                }
                default -> {
                    var batch = new ChargeBatch(
                            some(random, attempts, 2), some(random, attempts, 3), some(random, attempts, 6));
                    var answer = charges.apply(batch);
                    assertThat(answer).as("step %d: %s", step, batch).isEqualTo(model.apply(batch));
                }
            }
            assertThat(creditNow()).as("step %d", step).isEqualTo(model.credit);
        }
        Wallet.assertBalanced();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void many_callers_at_once_get_answers_that_agree_with_the_end(long seed) throws Exception {
        var random = new Random(seed);
        var model = new Model();
        replaceAll(random, model);
        var attempts = attempts(random, 300);
        var given = new ConcurrentHashMap<Attempt.Key, Set<Hold>>();
        try (var threads = Executors.newFixedThreadPool(6)) {
            var callers = new ArrayList<Future<?>>();
            for (int caller = 0; caller < 6; caller++) {
                var own = new Random(random.nextLong());
                callers.add(threads.submit(() -> {
                    for (int step = 0; step < 60; step++) {
                        call(some(own, attempts, 2), some(own, attempts, 3), some(own, attempts, 8), given);
                    }
                }));
            }
            for (var caller : callers) {
                caller.get(50, TimeUnit.SECONDS);
            }
        }
        // Every attempt that still holds credit ends, so that nobody has to wait any more.
        call(
                List.of(),
                attempts.stream()
                        .filter(attempt -> "HELD".equals(stateOf(attempt)))
                        .toList(),
                List.of(),
                given);
        call(List.of(), List.of(), attempts, given);

        var end = attempts.stream().collect(Collectors.toMap(Attempt::key, this::stateOf));
        var expected = new TreeMap<>(model.credit);
        attempts.stream()
                .filter(attempt -> Set.of("PAID", "HELD").contains(end.get(attempt.key())))
                .forEach(attempt -> expected.merge(attempt.userId(), -attempt.amount(), Long::sum));
        assertThat(creditNow()).isEqualTo(expected);
        Wallet.assertBalanced();
        for (var attempt : attempts) {
            var state = end.get(attempt.key());
            var possible =
                    switch (state) {
                        case "HELD", "PAID" -> EnumSet.of(Hold.HELD, Hold.BUSY);
                        case "RELEASED" -> EnumSet.of(Hold.HELD, Hold.BUSY, Hold.RELEASED);
                        case "REFUSED" -> EnumSet.of(Hold.REFUSED, Hold.BUSY);
                        case "UNKNOWN_USER" -> EnumSet.of(Hold.UNKNOWN_USER);
                        default -> EnumSet.of(Hold.BUSY);
                    };
            var answers = given.getOrDefault(attempt.key(), Set.of());
            assertThat(possible).as("%s: %s", attempt, state).containsAll(answers);
        }
    }

    private void call(
            List<Attempt> settles, List<Attempt> releases, List<Attempt> holds, Map<Attempt.Key, Set<Hold>> given) {
        var answers = charges.apply(new ChargeBatch(settles, releases, holds));
        for (int i = 0; i < holds.size(); i++) {
            given.computeIfAbsent(holds.get(i).key(), _ -> ConcurrentHashMap.newKeySet())
                    .add(answers.get(i));
        }
    }

    private String stateOf(Attempt attempt) {
        return new Sql(pool)
                        .query(
                                "SELECT state FROM charge WHERE user_id = ? AND order_id = ? AND generation = ? AND attempt = ?",
                                row -> row.getString(1),
                                attempt.userId(),
                                attempt.orderId(),
                                attempt.generation(),
                                attempt.attempt())
                        .stream()
                        .findFirst()
                        .orElse("absent");
    }

    private void replaceAll(Random random, Model model) {
        int credit = random.nextInt(20, 150);
        accounts.replace(USERS, credit);
        model.replace(credit);
    }

    private void changeByHand(Random random, Model model) {
        var user = user(random);
        int amount = random.nextInt(-10, 20);
        var done = accounts.change(List.of(new Balances.Change(user, amount))).getFirst() == Balances.Outcome.DONE;
        assertThat(done).isEqualTo(model.credit.get(user) + amount >= 0);
        if (done) {
            model.credit.merge(user, (long) amount, Long::sum);
        }
    }

    private void payByNumber(Random random, Model model) {
        var user = user(random);
        var order = model.prefix + random.nextInt(3);
        int amount = random.nextInt(1, 4) * 10;
        var paid = model.paidByNumber.get(user + " " + order);
        boolean possible = paid == null ? model.credit.get(user) >= amount : paid == amount;
        assertThat(isDone(() -> payments.pay(user, order, amount))).isEqualTo(possible);
        if (possible && paid == null) {
            model.credit.merge(user, (long) -amount, Long::sum);
            model.paidByNumber.put(user + " " + order, amount);
        }
    }

    private void cancelByNumber(Random random, Model model) {
        var user = user(random);
        var order = model.prefix + random.nextInt(3);
        var paid = model.paidByNumber.remove(user + " " + order);
        assertThat(isDone(() -> payments.cancel(user, order))).isEqualTo(paid != null);
        if (paid != null) {
            model.credit.merge(user, (long) paid, Long::sum);
        }
    }

    private static boolean isDone(Runnable call) {
        try {
            call.run();
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(409);
            return false;
        }
    }

    private static String user(Random random) {
        return Integer.toString(random.nextInt(USERS));
    }

    private static List<Attempt> attempts(Random random, int count) {
        var prefix = UUID.randomUUID() + " ";
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var user = random.nextInt(25) == 0 ? "nobody" : user(random);
                    return new Attempt(user, prefix + i / 3, random.nextInt(2), i, random.nextInt(60));
                })
                .toList();
    }

    private static List<Attempt> some(Random random, List<Attempt> attempts, int countMax) {
        return IntStream.rangeClosed(0, random.nextInt(countMax))
                .mapToObj(_ -> attempts.get(random.nextInt(attempts.size())))
                .toList();
    }

    private Map<String, Long> creditNow() {
        var users = IntStream.range(0, USERS).mapToObj(Integer::toString).toList();
        var credits = accounts.find(users);
        return users.stream()
                .collect(Collectors.toMap(
                        user -> user,
                        user -> credits.get(Integer.parseInt(user)).orElseThrow(),
                        (a, _) -> a,
                        TreeMap::new));
    }

    /** What payment promises, in as few words as possible. */
    private static final class Model {
        private record Charge(String state, String user, long amount) {}

        private final String prefix = UUID.randomUUID() + " ";
        private final Map<String, Long> credit = new TreeMap<>();
        private final Map<String, Integer> paidByNumber = new HashMap<>();
        private final Map<Attempt.Key, Charge> charges = new HashMap<>();
        /** Of the charges that hold credit, those that a replaced account made: nothing comes back from them. */
        private final Set<Attempt.Key> history = ConcurrentHashMap.newKeySet();

        void replace(long startingMoney) {
            IntStream.range(0, USERS).forEach(user -> credit.put(Integer.toString(user), startingMoney));
            paidByNumber.clear();
            history.addAll(charges.keySet());
        }

        List<Hold> apply(ChargeBatch batch) {
            batch.settles()
                    .forEach(attempt -> charges.computeIfPresent(
                            attempt.key(),
                            (_, charge) -> charge.state.equals("HELD")
                                    ? new Charge("PAID", charge.user, charge.amount)
                                    : charge));
            batch.releases().forEach(this::release);
            return batch.holds().stream().map(this::hold).toList();
        }

        private void release(Attempt attempt) {
            var charge = charges.get(attempt.key());
            if (charge == null) {
                charges.put(attempt.key(), new Charge("RELEASED", attempt.userId(), 0));
            } else if (charge.state.equals("HELD")) {
                charges.put(attempt.key(), new Charge("RELEASED", charge.user, charge.amount));
                if (!history.contains(attempt.key())) {
                    credit.merge(charge.user, charge.amount, Long::sum);
                }
            }
        }

        private Hold hold(Attempt attempt) {
            var charge = charges.get(attempt.key());
            if (charge != null) {
                return charge.state.equals("PAID") ? Hold.HELD : Hold.valueOf(charge.state);
            }
            var answer = decide(attempt);
            if (answer != Hold.BUSY) {
                charges.put(attempt.key(), new Charge(answer.name(), attempt.userId(), attempt.amount()));
            }
            if (answer == Hold.HELD) {
                credit.merge(attempt.userId(), -attempt.amount(), Long::sum);
            }
            return answer;
        }

        private Hold decide(Attempt attempt) {
            if (!credit.containsKey(attempt.userId())) {
                return Hold.UNKNOWN_USER;
            }
            long now = credit.get(attempt.userId());
            long held = charges.entrySet().stream()
                    .filter(charge -> !history.contains(charge.getKey()))
                    .filter(charge -> charge.getValue().user.equals(attempt.userId()))
                    .filter(charge -> charge.getValue().state.equals("HELD"))
                    .mapToLong(charge -> charge.getValue().amount)
                    .sum();
            if (now >= attempt.amount()) {
                return Hold.HELD;
            }
            return now + held >= attempt.amount() ? Hold.BUSY : Hold.REFUSED;
        }
    }
}
