package webscale.checker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import webscale.drill.shop.Answer;
import webscale.drill.shop.Shop;
import webscale.drill.shop.Verdict;

/**
 * The public consistency test: a thousand users with a credit of 1 want a hundred pieces that cost 1, all at once.
 *
 * @param stock pieces of each item
 * @param addItem what follows the item in the call that adds it: an edition of the public interface
 */
record PublicScenario(String name, int items, int stock, String addItem) {
    private static final int USERS = 1_000;
    private static final int ORDERS = 1_000;

    /** One item with a hundred pieces; exactly those are sold. */
    static final PublicScenario ONE_ITEM = new PublicScenario("one item", 1, 100, "/1");
    /** A hundred single pieces, by the interface of the older edition. */
    static final PublicScenario SINGLE_PIECES = new PublicScenario("single pieces", 100, 1, "");

    /** Everything that was made for one run, and what its clients were answered. */
    record Run(
            PublicScenario scenario,
            List<String> items,
            List<String> users,
            List<String> orders,
            List<Answer> answers) {
        /** To be asked at rest: what became of it all. */
        List<Verdict> verdicts(Shop shop, AtOnce atOnce) {
            var paid = atOnce.each(
                    orders, order -> Read.order(shop, order).path("paid").asBoolean());
            long stockLeft = sum(atOnce.each(
                    items, item -> Read.item(shop, item).path("stock").asLong()));
            long creditLeft = sum(atOnce.each(
                    users, user -> Read.user(shop, user).path("credit").asLong()));
            long sold = paid.stream().filter(Boolean::booleanValue).count();
            var verdicts = new ArrayList<Verdict>();
            verdicts.add(
                    verdict("stock", "pieces gone = orders paid", sold, scenario.items * scenario.stock - stockLeft));
            verdicts.add(verdict("credit", "credit gone = orders paid", sold, USERS - creditLeft));
            if (scenario.items == 1) {
                long unanswered = of(Answer.Kind.UNKNOWN).stream()
                        .filter(i -> !paid.get(i))
                        .count();
                verdicts.add(verdict(
                        "sold out",
                        "every piece finds a buyer, or one who got no answer",
                        scenario.stock,
                        Math.min(scenario.stock, sold + unanswered)));
            }
            verdicts.add(judged("sales", "whoever was answered 200 has paid", Answer.Kind.ACCEPTED, true, paid));
            verdicts.add(judged("refusals", "whoever was refused has not paid", Answer.Kind.REFUSED, false, paid));
            return verdicts;
        }

        /** Sold, though their clients don't know. */
        long settledAsSold(Shop shop, AtOnce atOnce) {
            return atOnce
                    .each(
                            of(Answer.Kind.UNKNOWN),
                            i -> Read.order(shop, orders.get(i)).path("paid").asBoolean())
                    .stream()
                    .filter(Boolean::booleanValue)
                    .count();
        }

        private List<Integer> of(Answer.Kind kind) {
            return IntStream.range(0, orders.size())
                    .filter(i -> answers.get(i).kind() == kind)
                    .boxed()
                    .toList();
        }

        private Verdict judged(String name, String rule, Answer.Kind kind, boolean paidThen, List<Boolean> paid) {
            var wrong = of(kind).stream()
                    .filter(i -> paid.get(i) != paidThen)
                    .map(orders::get)
                    .toList();
            int asked = of(kind).size();
            return new Verdict(
                    scenario.name + ": " + name,
                    rule,
                    Integer.toString(asked),
                    Integer.toString(asked - wrong.size()),
                    wrong);
        }

        private Verdict verdict(String name, String rule, long expected, long found) {
            return new Verdict(
                    scenario.name + ": " + name, rule, Long.toString(expected), Long.toString(found), List.of());
        }

        private static long sum(List<Long> numbers) {
            return numbers.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Returns when every checkout has its answer, or has waited for it in vain. */
    Run run(Shop shop, AtOnce atOnce, Random random) {
        var made = atOnce.each(
                Collections.nCopies(items, 1),
                _ -> funded(shop, "/stock/item/create/1", "item_id", "/stock/add/", stock));
        var users = atOnce.each(
                Collections.nCopies(USERS, 1),
                _ -> funded(shop, "/payment/create_user", "user_id", "/payment/add_funds/", 1));
        var wishes = IntStream.range(0, ORDERS)
                .mapToObj(_ -> List.of(users.get(random.nextInt(USERS)), made.get(random.nextInt(items))))
                .toList();
        var orders = atOnce.each(wishes, wish -> order(shop, wish.get(0), wish.get(1)));
        var answers = atOnce.each(orders, order -> answer(shop, order));
        return new Run(this, made, users, orders, answers);
    }

    /** A user or an item that is certain to have what was given to it: another is made if the answer got lost. */
    private static String funded(Shop shop, String create, String field, String fund, int amount) {
        while (true) {
            var id = Made.certainly(shop, create, field);
            if (Made.once(shop, fund + id + "/" + amount)) {
                return id;
            }
        }
    }

    private String order(Shop shop, String user, String item) {
        while (true) {
            var order = Made.certainly(shop, "/orders/create/" + user, "order_id");
            if (Made.once(shop, "/orders/addItem/" + order + "/" + item + addItem)) {
                return order;
            }
        }
    }

    /** Told that nothing was begun, a client comes back. */
    private static Answer answer(Shop shop, String order) {
        Answer answer;
        do {
            answer = shop.checkOut(order);
        } while (answer.kind() == Answer.Kind.NOT_BEGUN);
        return answer;
    }
}
