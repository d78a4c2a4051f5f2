package webscale.order.checkout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import webscale.order.remote.PaymentClient;

/** What outlives a replica, as {@link Recovery} reads it. Every call blocks, and throws if it can't be answered. */
interface Records {
    /** A new replica, with a lease. */
    int register(Duration lease);

    /** Whether the replica is still known; if not, it must register anew. */
    boolean renew(int replica, Duration lease);

    /** Whether a replica died so recently that attempts of it may turn up. */
    boolean anyDead();

    void forgetDead();

    /** For a replica that stops and drives nothing any more. */
    void leave(int replica);

    /**
     * Makes this replica the owner of attempts whose replica is gone, and names them together with the ones it owns
     * already.
     */
    List<Attempt> adopt(int replica, int limit);

    /** How each order stands, or empty where there is no such order. */
    List<Optional<OrderStatus>> status(List<String> orderIds);

    /** What payment holds for attempts, in parts: the first is 0, and each names the next. */
    PaymentClient.Held held(long from);
}
