package webscale.checker;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import webscale.drill.shop.Answer;
import webscale.drill.shop.Audits;
import webscale.drill.shop.Shop;
import webscale.drill.shop.Tally;
import webscale.drill.shop.Verdict;

/** The whole checker in small: one purchase, and what the services say about their books. */
@Command(name = "buy", mixinStandardHelpOptions = true, description = "Buys one item and audits the services.")
final class Buy implements Callable<Integer> {
    @Option(names = "--order", required = true, paramLabel = "URL", description = "Where the order service answers.")
    private String order;

    @Option(names = "--payment", required = true, paramLabel = "URL", description = "Where payment answers.")
    private String payment;

    @Option(names = "--stock", required = true, paramLabel = "URL", description = "Where stock answers.")
    private String stock;

    @Override
    public Integer call() {
        var tally = new Tally();
        var urls = Map.of("order", order, "payment", payment, "stock", stock);
        try (var orders = new Shop(order, tally);
                var users = new Shop(payment, tally);
                var items = new Shop(stock, tally)) {
            var user = Made.certainly(users, "/payment/create_user", "user_id");
            Made.certainly(users, "/payment/add_funds/" + user + "/5");
            var item = Made.certainly(items, "/stock/item/create/5", "item_id");
            Made.certainly(items, "/stock/add/" + item + "/1");
            var bought = Made.certainly(orders, "/orders/create/" + user, "order_id");
            Made.certainly(orders, "/orders/addItem/" + bought + "/" + item + "/1");
            var answer = orders.checkOut(bought);
            System.out.printf("order %s: %s%n", bought, answer.kind());
            var audits = new Audits(service -> new Shop(urls.get(service), tally)).all();
            audits.forEach(check -> System.out.println(Outcome.line(check)));
            boolean held =
                    answer.kind() == Answer.Kind.ACCEPTED && audits.stream().allMatch(Verdict::holds);
            return held ? Checker.HELD : Checker.BROKEN;
        }
    }
}
