package webscale.order.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import webscale.commons.audit.Audit;
import webscale.order.Order;
import webscale.order.checkout.Attempt;
import webscale.order.remote.Charge;
import webscale.order.remote.PaymentClient;
import webscale.order.remote.StockClient;
import webscale.order.remote.Taking;

/**
 * Holds the paid orders against payment's charges and stock's takings, both ways, a page at a time. What differs is
 * looked at once more before it is named, since checkouts may go on meanwhile.
 */
@ApplicationScoped
public class Pairing {
    private static final int PAGE = 5_000;

    private final OrderBook book;
    private final PaymentClient payment;
    private final StockClient stock;

    Pairing(OrderBook book, PaymentClient payment, StockClient stock) {
        this.book = book;
        this.payment = payment;
        this.stock = stock;
    }

    private record Key(String orderId, int generation, int attempt) {
        static Key of(Attempt attempt) {
            return new Key(attempt.orderId(), attempt.generation(), attempt.number());
        }

        static Key of(Charge charge) {
            return new Key(charge.orderId(), charge.generation(), charge.attempt());
        }

        static Key of(Taking taking) {
            return new Key(taking.orderId(), taking.generation(), taking.attempt());
        }
    }

    /** Each paid order has one charge of its cost and one taking of its lines, and no other order has any. */
    List<Audit.Check> checks() {
        long paid = 0;
        var uncharged = new ArrayList<String>();
        var untaken = new ArrayList<String>();
        var page = book.paidAfter("", PAGE);
        while (!page.isEmpty()) {
            var attempts = page.stream().map(OrderBook.Entry::attempt).toList();
            paid += attempts.size();
            uncharged.addAll(uncharged(attempts));
            untaken.addAll(untaken(attempts));
            page = book.paidAfter(attempts.getLast().orderId(), PAGE);
        }
        return List.of(
                check("charge", "cost", paid, uncharged, chargesOfNothing()),
                check("taking", "lines", paid, untaken, takingsOfNothing()));
    }

    private static Audit.Check check(String entry, String worth, long paid, List<String> missing, List<String> extra) {
        return Audit.Check.of(
                "one-" + entry + "-per-sale",
                "each paid order has one " + entry + ", of its " + worth + ", and no other order has any",
                paid,
                paid - missing.size() + extra.size(),
                Stream.concat(missing.stream(), extra.stream()).toList());
    }

    private List<String> uncharged(List<Attempt> paid) {
        var asked = paid.stream()
                .map(a -> new Charge(a.userId(), a.orderId(), a.generation(), a.number(), a.amount(), null))
                .toList();
        var charges = byKey(payment.live(asked), Key::of);
        return paid.stream()
                .filter(a -> {
                    var charge = charges.get(Key.of(a));
                    return charge == null || charge.amount() != a.amount();
                })
                .map(a -> "order %s is paid, attempt %d, but has no charge of %d"
                        .formatted(a.orderId(), a.number(), a.amount()))
                .toList();
    }

    private List<String> untaken(List<Attempt> paid) {
        var asked = paid.stream()
                .map(a -> Taking.of(a.orderId(), a.generation(), a.number()))
                .toList();
        var takings = byKey(stock.live(asked), Key::of);
        return paid.stream()
                .filter(a -> {
                    var taking = takings.get(Key.of(a));
                    return taking == null || !taking.lines().equals(a.pieces());
                })
                .map(a -> "order %s is paid, attempt %d, but has no taking of %s"
                        .formatted(a.orderId(), a.number(), a.pieces()))
                .toList();
    }

    private List<String> chargesOfNothing() {
        var differences = new ArrayList<String>();
        Charge after = null;
        List<Charge> page;
        do {
            page = payment.page(after, PAGE);
            var suspects = suspects(page, Key::of);
            if (!suspects.isEmpty()) {
                suspects(payment.live(suspects), Key::of).stream()
                        .map(charge -> "order %s attempt %d has a charge of %d, but is not paid by it"
                                .formatted(charge.orderId(), charge.attempt(), charge.amount()))
                        .forEach(differences::add);
            }
            after = page.isEmpty() ? null : page.getLast();
        } while (page.size() == PAGE);
        return differences;
    }

    private List<String> takingsOfNothing() {
        var differences = new ArrayList<String>();
        Taking after = null;
        List<Taking> page;
        do {
            page = stock.page(after, PAGE);
            var suspects = suspects(page, Key::of);
            if (!suspects.isEmpty()) {
                suspects(stock.live(suspects), Key::of).stream()
                        .map(taking -> "order %s attempt %d has a taking of %s, but is not paid by it"
                                .formatted(taking.orderId(), taking.attempt(), taking.lines()))
                        .forEach(differences::add);
            }
            after = page.isEmpty() ? null : page.getLast();
        } while (page.size() == PAGE);
        return differences;
    }

    /** Entries of attempts that did not sell their order. An attempt on its way is none; nor is one of a replaced order. */
    private <T> List<T> suspects(List<T> entries, Function<T, Key> key) {
        var orders = book
                .find(entries.stream()
                        .map(entry -> key.apply(entry).orderId())
                        .distinct()
                        .toList())
                .stream()
                .collect(Collectors.toMap(entry -> entry.attempt().orderId(), Function.identity()));
        return entries.stream()
                .filter(entry -> isSuspect(
                        key.apply(entry),
                        Optional.ofNullable(orders.get(key.apply(entry).orderId()))))
                .toList();
    }

    private static boolean isSuspect(Key key, Optional<OrderBook.Entry> order) {
        if (order.isEmpty()) {
            return true;
        }
        var attempt = order.get().attempt();
        if (key.generation() < attempt.generation()) {
            return false;
        }
        return !key.equals(Key.of(attempt)) || order.get().state() == Order.State.OPEN;
    }

    private static <T> Map<Key, T> byKey(List<T> entries, Function<T, Key> key) {
        var result = new HashMap<Key, T>();
        entries.forEach(entry -> result.put(key.apply(entry), entry));
        return result;
    }
}
