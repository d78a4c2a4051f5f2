package webscale.drill.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What the services say about their own books. They are asked past the gateway, which leads to no audit. */
public final class Audits {
    /** Checks that fail while a checkout is on its way, or still owes a release. */
    private static final List<String> ONLY_AT_REST = List.of("at-rest", "one-charge-per-sale");

    private final Map<String, Shop> services;

    /** @param shop a client of the service with this name */
    public Audits(Function<String, Shop> shop) {
        services = Map.of("order", shop.apply("order"), "payment", shop.apply("payment"), "stock", shop.apply("stock"));
    }

    /** The books during a fault: what they say must be right; that they can't be read is no wrong. */
    void whileRunning(String service, Tally tally) {
        for (var check : checks(service)) {
            if (!check.holds() && !ONLY_AT_REST.contains(check.name().substring(service.length() + 1))) {
                tally.lie("audit of %s during the run: %s".formatted(service, check));
            }
        }
    }

    /** Every check of every service; one that can't be had is a difference. */
    public List<Verdict> all() {
        var all = new ArrayList<Verdict>();
        for (var service : List.of("order", "payment", "stock")) {
            var checks = checks(service);
            all.addAll(checks);
            if (checks.isEmpty()) {
                all.add(Verdict.of(service, "the audit can be had", "an audit", "none", List.of()));
            }
        }
        return all;
    }

    /** Whether no order is in checkout. */
    boolean atRest() {
        var orders = checks("order");
        return !orders.isEmpty()
                && orders.stream()
                        .filter(check -> check.name().endsWith("at-rest"))
                        .allMatch(Verdict::holds);
    }

    /** Attempts that hold credit; -1 when payment can't tell. */
    long held() {
        long held = 0;
        var part = Optional.of("0");
        while (part.isPresent()) {
            var reply = services.get("payment")
                    .post("/internal/charges/held", "{\"from\":" + part.get() + "}")
                    .filter(Shop.Reply::ok);
            if (reply.isEmpty()) {
                return -1;
            }
            held += reply.get().json().path("charges").size();
            part = Optional.of(reply.get().json().path("next").asText()).filter(next -> next.matches("\\d+"));
        }
        return held;
    }

    private List<Verdict> checks(String service) {
        return services.get(service)
                .get("/q/audit")
                .filter(Shop.Reply::ok)
                .map(reply -> StreamSupport.stream(reply.json().path("checks").spliterator(), false)
                        .map(check -> Verdict.of(
                                service + " " + check.path("name").asText(),
                                check.path("rule").asText(),
                                check.path("expected").asText(),
                                check.path("found").asText(),
                                StreamSupport.stream(check.path("differences").spliterator(), false)
                                        .map(line -> line.asText())
                                        .toList()))
                        .toList())
                .orElse(List.of());
    }
}
