package webscale.order.checkout;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import webscale.order.Order;
import webscale.order.remote.Charge;
import webscale.order.remote.HoldAnswer;
import webscale.order.remote.TakeAnswer;

/**
 * What the three databases hold, in memory and without threads: the plainest shop that keeps the rules of the real
 * statements. It can be broken on purpose, to see that the simulation would notice.
 */
public final class ShopModel {
    /** One way to get a saga wrong. */
    public enum Mutant {
        /** Stock says that an attempt is fenced, but lets a late taking in. */
        NO_FENCE,
        /** Nobody asks payment for what is held for attempts that have ended. */
        NO_SWEEP,
        /** A repeated hold takes the credit again. */
        HOLD_NOT_IDEMPOTENT,
        /** Stock and payment take all attempts of an order for the same. */
        ATTEMPT_FORGOTTEN,
        /** Stock answers before the taking is written. */
        ANSWER_BEFORE_COMMIT,
        /** Stock fences an attempt although it has taken already. */
        FENCE_AFTER_TAKING,
        /** A shortage is refused although another attempt may give the credit back. */
        REFUSED_WHILE_BUSY,
        /** Nobody looks for what a dead replica left behind. */
        NO_ADOPTION
    }

    /** An order's row. */
    static final class Row {
        final String userId;
        final long amount;
        final TreeMap<String, Long> pieces;
        Order.State state = Order.State.OPEN;
        int attempt;
        int owner;

        Row(String userId, long amount, Map<String, Long> pieces) {
            this.userId = userId;
            this.amount = amount;
            this.pieces = new TreeMap<>(pieces);
        }
    }

    /** A charge's row. */
    public record Held(String userId, long amount, String state) {}

    final Set<Mutant> mutants = EnumSet.noneOf(Mutant.class);
    final Map<String, Row> orders = new LinkedHashMap<>();
    public final Map<String, Long> credit = new LinkedHashMap<>();
    final Map<String, Long> granted = new LinkedHashMap<>();
    public final Map<String, Long> prices = new LinkedHashMap<>();
    public final Map<String, Long> stock = new LinkedHashMap<>();
    final Map<String, Long> received = new LinkedHashMap<>();
    public final TreeMap<String, Held> charges = new TreeMap<>();
    public final TreeMap<String, TakeAnswer> takings = new TreeMap<>();
    final Map<Integer, Long> leases = new LinkedHashMap<>();
    private int lastReplica;

    int register(long leaseUntil) {
        leases.put(++lastReplica, leaseUntil);
        return lastReplica;
    }

    Begin begin(String orderId, int replica, long now) {
        var row = orders.get(orderId);
        if (row == null) {
            return new Begin.UnknownOrder();
        }
        return switch (row.state) {
            case PAID -> new Begin.AlreadyPaid();
            case PAYING -> row.owner == replica ? new Begin.Resumed(attempt(orderId, row)) : new Begin.Elsewhere();
            case OPEN -> {
                if (row.pieces.isEmpty()) {
                    yield new Begin.EmptyOrder();
                }
                if (leases.getOrDefault(replica, 0L) <= now) {
                    yield new Begin.AskAgain();
                }
                row.state = Order.State.PAYING;
                row.attempt++;
                row.owner = replica;
                yield new Begin.Begun(attempt(orderId, row));
            }
        };
    }

    void end(Attempt attempt, Optional<Decline> decline) {
        var row = orders.get(attempt.orderId());
        if (row.state == Order.State.PAYING && row.attempt == attempt.number()) {
            row.state = decline.isEmpty() ? Order.State.PAID : Order.State.OPEN;
            row.owner = 0;
        }
    }

    Optional<OrderStatus> status(String orderId) {
        return Optional.ofNullable(orders.get(orderId)).map(row -> new OrderStatus(row.state, 0, row.attempt));
    }

    List<Attempt> adopt(int replica, long now) {
        var adopted = new ArrayList<Attempt>();
        if (mutants.contains(Mutant.NO_ADOPTION)) {
            return adopted;
        }
        orders.forEach((id, row) -> {
            boolean orphan = leases.getOrDefault(row.owner, 0L) < now;
            if (row.state == Order.State.PAYING && (orphan || row.owner == replica)) {
                row.owner = replica;
                adopted.add(attempt(id, row));
            }
        });
        return adopted;
    }

    public HoldAnswer hold(Attempt attempt) {
        var key = key(attempt);
        var before = charges.get(key);
        if (before != null && !(before.state().equals("HELD") && mutants.contains(Mutant.HOLD_NOT_IDEMPOTENT))) {
            return switch (before.state()) {
                case "HELD", "PAID" -> HoldAnswer.HELD;
                case "REFUSED" -> HoldAnswer.REFUSED;
                default -> HoldAnswer.RELEASED;
            };
        }
        long available = credit.get(attempt.userId());
        if (available < attempt.amount()) {
            boolean mayComeBack = available + heldBy(attempt.userId()) >= attempt.amount();
            if (mayComeBack && !mutants.contains(Mutant.REFUSED_WHILE_BUSY)) {
                return HoldAnswer.BUSY;
            }
            charges.put(key, new Held(attempt.userId(), attempt.amount(), "REFUSED"));
            return HoldAnswer.REFUSED;
        }
        credit.merge(attempt.userId(), -attempt.amount(), Long::sum);
        charges.put(key, new Held(attempt.userId(), attempt.amount(), "HELD"));
        return HoldAnswer.HELD;
    }

    public void release(Attempt attempt) {
        var before = charges.get(key(attempt));
        if (before == null || before.state().equals("HELD")) {
            charges.put(key(attempt), new Held(attempt.userId(), attempt.amount(), "RELEASED"));
        }
        if (before != null && before.state().equals("HELD")) {
            credit.merge(before.userId(), before.amount(), Long::sum);
        }
    }

    public void settle(Attempt attempt) {
        charges.computeIfPresent(
                key(attempt),
                (key, held) -> held.state().equals("HELD") ? new Held(held.userId(), held.amount(), "PAID") : held);
    }

    public TakeAnswer take(Attempt attempt) {
        return takings.computeIfAbsent(key(attempt), key -> {
            var answer = decide(attempt);
            if (answer == TakeAnswer.TAKEN) {
                attempt.pieces().forEach((item, pieces) -> stock.merge(item, -pieces, Long::sum));
            }
            return answer;
        });
    }

    /** What a taking that is not a repeat is answered. */
    TakeAnswer decide(Attempt attempt) {
        return attempt.pieces().entrySet().stream().anyMatch(line -> stock.get(line.getKey()) < line.getValue())
                ? TakeAnswer.REFUSED
                : TakeAnswer.TAKEN;
    }

    /** Whether an order's latest attempt has taken its stock, which is what clients are shown as paid. */
    boolean isSold(String orderId) {
        return hasTaken(attempt(orderId, orders.get(orderId)));
    }

    public boolean hasTaken(Attempt attempt) {
        return takings.get(key(attempt)) == TakeAnswer.TAKEN;
    }

    public TakeAnswer fence(Attempt attempt) {
        if (mutants.contains(Mutant.FENCE_AFTER_TAKING)) {
            return TakeAnswer.FENCED;
        }
        return mutants.contains(Mutant.NO_FENCE)
                ? takings.getOrDefault(key(attempt), TakeAnswer.FENCED)
                : takings.computeIfAbsent(key(attempt), key -> TakeAnswer.FENCED);
    }

    public List<Charge> held() {
        return charges.entrySet().stream()
                .filter(charge -> charge.getValue().state().equals("HELD"))
                .map(charge -> {
                    var key = charge.getKey().split("/");
                    var held = charge.getValue();
                    return new Charge(
                            held.userId(),
                            key[0],
                            Integer.parseInt(key[2]),
                            Integer.parseInt(key[1]),
                            held.amount(),
                            held.state());
                })
                .toList();
    }

    long heldBy(String userId) {
        return sum(userId, "HELD");
    }

    /** What is wrong with the books once everything has come to rest; empty if nothing is. */
    List<String> audit() {
        var faults = new ArrayList<String>();
        credit.forEach((user, left) -> {
            if (left < 0 || granted.get(user) != left + sum(user, "HELD") + sum(user, "PAID")) {
                faults.add("credit of " + user + " is not conserved");
            }
        });
        stock.forEach((item, left) -> {
            long sold = orders.entrySet().stream()
                    .filter(order -> takings.entrySet().stream()
                            .anyMatch(taking -> taking.getKey().startsWith(order.getKey() + "/")
                                    && taking.getValue() == TakeAnswer.TAKEN))
                    .mapToLong(order -> order.getValue().pieces.getOrDefault(item, 0L))
                    .sum();
            if (left < 0 || received.get(item) != left + sold) {
                faults.add("stock of " + item + " is not conserved");
            }
        });
        orders.forEach((id, row) -> {
            var paid = row.state == Order.State.PAID ? List.of(id + "/" + row.attempt + "/0") : List.of();
            if (row.state == Order.State.PAYING) {
                faults.add("order " + id + " is stuck");
            }
            if (mutants.contains(Mutant.ATTEMPT_FORGOTTEN)) {
                return;
            }
            if (!keys(id, charges, charge -> charge.state().equals("PAID")).equals(paid)) {
                faults.add("charges of order " + id + " are not " + paid);
            }
            if (!keys(id, takings, taking -> taking == TakeAnswer.TAKEN).equals(paid)) {
                faults.add("takings of order " + id + " are not " + paid);
            }
        });
        if (!held().isEmpty()) {
            faults.add("still held: " + held());
        }
        return faults;
    }

    private static <V> List<String> keys(
            String orderId, TreeMap<String, V> rows, java.util.function.Predicate<V> live) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().startsWith(orderId + "/") && live.test(row.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private long sum(String userId, String state) {
        return charges.values().stream()
                .filter(charge ->
                        charge.userId().equals(userId) && charge.state().equals(state))
                .mapToLong(Held::amount)
                .sum();
    }

    private static Attempt attempt(String orderId, Row row) {
        return new Attempt(orderId, 0, row.attempt, row.userId, row.amount, row.pieces);
    }

    private String key(Attempt attempt) {
        int number = mutants.contains(Mutant.ATTEMPT_FORGOTTEN) ? 1 : attempt.number();
        return attempt.orderId() + "/" + number + "/" + attempt.generation();
    }
}
