package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.local.ShopClient.Answer;

/**
 * The whole shop as processes: the public consistency scenarios, and SIGKILL at random. {@code -Dseed=N} replays, {@code
 * -Dkills=N} kills more often.
 */
class ShopIT {
    private static final int ORDERS = 1_000;
    private static final int KILLS = Integer.getInteger("kills", 8);
    private static final List<String> SERVICES = List.of("order", "payment", "stock");
    private static final List<String> PROCESSES = List.of("order", "payment", "stock", "gateway", "postgres");

    @TempDir
    private static Path data;

    private static LocalSystem system;
    private static ShopClient shop;

    @BeforeAll
    static void start() {
        system = LocalSystem.start(data, Ports.block(LocalSystem.PORTS));
        shop = new ShopClient(system.gatewayUrl());
    }

    @AfterAll
    static void stop() {
        shop.close();
        system.close();
    }

    @ParameterizedTest(name = "addItem{0}")
    @ValueSource(strings = {"/1", ""})
    void sells_a_hundred_of_one_item_to_a_thousand_users(String quantity) throws Exception {
        var item = item(100);
        var users = users(1_000);
        var orders = ordersOf(users, List.of(item), quantity);

        var answers = ShopClient.atOnce(ORDERS, orders, shop::checkOut);

        assertThat(count(answers))
                .containsExactlyInAnyOrderEntriesOf(Map.of(Answer.ACCEPTED, 100L, Answer.REFUSED, 900L));
        assertThat(shop.get("/stock/find/" + item).get("stock").asLong()).isZero();
        assertThat(credit(users)).isEqualTo(900);
        assertThatAnswersWereTrue(orders, answers);
        assertThatBooksBalance();
    }

    @Test
    void sells_single_pieces_of_a_hundred_items() throws Exception {
        var items = IntStream.range(0, 100).mapToObj(i -> item(1)).toList();
        var users = users(1_000);
        var orders = ordersOf(users, items, "/1");

        var answers = ShopClient.atOnce(ORDERS, orders, shop::checkOut);

        long sold = answers.stream().filter(answer -> answer == Answer.ACCEPTED).count();
        long left = items.stream()
                .mapToLong(i -> shop.get("/stock/find/" + i).get("stock").asLong())
                .sum();
        assertThat(100 - left).isEqualTo(sold);
        assertThat(1_000 - credit(users)).isEqualTo(sold);
        assertThatAnswersWereTrue(orders, answers);
        assertThatBooksBalance();
    }

    @Test
    void charges_an_order_once_that_a_hundred_clients_check_out_at_once() throws Exception {
        var item = item(1);
        var users = users(1);
        var order = ordersOf(users, List.of(item), "/1").getFirst();

        var answers = ShopClient.atOnce(100, Collections.nCopies(100, order), shop::checkOut);

        assertThat(answers).containsOnly(Answer.ACCEPTED);
        assertThat(credit(users)).isZero();
        assertThatBooksBalance();
    }

    /** Kills something every second or so while a thousand checkouts run, and asks for the truth afterwards. */
    @Test
    void keeps_its_promises_when_processes_are_killed() throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        var item = item(600);
        var users = users(1_000);
        var orders = ordersOf(users, List.of(item), "/1");
        var killing = new AtomicBoolean(true);
        var killed = new ArrayList<String>();
        var killer = Thread.ofVirtual().start(() -> kill(new Random(seed), killing, killed));

        var answers = ShopClient.atOnce(40, orders, order -> {
            pause(Duration.ofMillis(300));
            return shop.checkOut(order);
        });
        killing.set(false);
        killer.join();

        var run = "seed " + seed + ", killed " + killed + ", answers " + count(answers);
        System.out.println(run);
        await().atMost(Duration.ofSeconds(60)).until(() -> PROCESSES.stream().allMatch(system::ready));
        assertThat(killed).as(run).isNotEmpty();
        await(run).atMost(Duration.ofSeconds(20)).ignoreExceptions().until(ShopIT::booksBalance);
        assertThatAnswersWereTrue(orders, answers);

        var settled = ShopClient.atOnce(40, orders, shop::checkOut);
        assertThat(settled).as(run).containsOnly(Answer.ACCEPTED, Answer.REFUSED);
        assertThatAnswersWereTrue(orders, settled);
        assertThat(shop.get("/stock/find/" + item).get("stock").asLong())
                .as(run)
                .isZero();
        assertThat(credit(users)).as(run).isEqualTo(400);
        assertThatBooksBalance();
    }

    private static void kill(Random random, AtomicBoolean killing, List<String> killed) {
        while (killing.get() && killed.size() < KILLS) {
            pause(Duration.ofMillis(200 + random.nextInt(1_500)));
            var process = PROCESSES.get(random.nextInt(PROCESSES.size()));
            if (killing.get() && system.ready(process)) {
                system.kill(process);
                killed.add(process);
            }
        }
    }

    /** Lets time pass between kills; nothing is asserted on it. */
    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    private static String item(int stock) {
        var item = shop.post("/stock/item/create/1").get("item_id").asText();
        shop.post("/stock/add/" + item + "/" + stock);
        return item;
    }

    private static List<String> users(int n) throws Exception {
        return ShopClient.atOnce(50, IntStream.range(0, n).boxed().toList(), i -> {
            var user = shop.post("/payment/create_user").get("user_id").asText();
            shop.post("/payment/add_funds/" + user + "/1");
            return user;
        });
    }

    private static List<String> ordersOf(List<String> users, List<String> items, String quantity) throws Exception {
        return ShopClient.atOnce(50, IntStream.range(0, users.size()).boxed().toList(), i -> {
            var order =
                    shop.post("/orders/create/" + users.get(i)).get("order_id").asText();
            var item = items.get(ThreadLocalRandom.current().nextInt(items.size()));
            shop.post("/orders/addItem/" + order + "/" + item + quantity);
            return order;
        });
    }

    private static long credit(List<String> users) throws Exception {
        return ShopClient.atOnce(50, users, user -> shop.get("/payment/find_user/" + user)
                        .get("credit")
                        .asLong())
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static Map<Answer, Long> count(List<Answer> answers) {
        var counts = new EnumMap<Answer, Long>(Answer.class);
        answers.forEach(answer -> counts.merge(answer, 1L, Long::sum));
        return counts;
    }

    /** 200 means paid; refused means not paid. */
    private static void assertThatAnswersWereTrue(List<String> orders, List<Answer> answers) throws Exception {
        var paid = ShopClient.atOnce(50, orders, order -> shop.get("/orders/find/" + order)
                .get("paid")
                .asBoolean());
        for (int i = 0; i < orders.size(); i++) {
            if (answers.get(i) != Answer.UNKNOWN) {
                assertThat(paid.get(i))
                        .as("order %s, answered %s, is paid", orders.get(i), answers.get(i))
                        .isEqualTo(answers.get(i) == Answer.ACCEPTED);
            }
        }
    }

    private static void assertThatBooksBalance() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            for (var service : SERVICES) {
                try (var direct = new ShopClient(system.url(service))) {
                    var audit = direct.get("/q/audit");
                    assertThat(audit.get("balanced").asBoolean())
                            .as(audit.toPrettyString())
                            .isTrue();
                }
            }
        });
    }

    private static boolean booksBalance() {
        assertThatBooksBalance();
        return true;
    }
}
