package webscale.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.local.ShopClient.Answer;

/** The whole shop as processes: the public consistency scenarios. What kills and other faults do to it, drills show. */
@ExtendWith(WholeSystem.class)
class ShopIT {
    private static final int ORDERS = 1_000;
    private static final List<String> SERVICES = List.of("order", "payment", "stock");

    private static LocalSystem system;
    private static ShopClient shop;

    @BeforeAll
    static void open(LocalSystem running) {
        system = running;
        shop = new ShopClient(system.gatewayUrl());
    }

    @AfterAll
    static void leave() {
        shop.close();
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
}
