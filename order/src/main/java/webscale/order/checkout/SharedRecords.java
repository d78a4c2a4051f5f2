package webscale.order.checkout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import webscale.order.remote.PaymentClient;

/** The records in this service's database and in payment's. */
record SharedRecords(CheckoutTable orders, ReplicaTable replicas, PaymentClient payment) implements Records {
    @Override
    public int register(Duration lease) {
        return replicas.register(lease);
    }

    @Override
    public boolean renew(int replica, Duration lease) {
        return replicas.renew(replica, lease);
    }

    @Override
    public boolean anyDead() {
        return replicas.anyDead();
    }

    @Override
    public void forgetDead() {
        replicas.forgetDead();
    }

    @Override
    public void leave(int replica) {
        replicas.leave(replica);
    }

    @Override
    public List<Attempt> adopt(int replica, int limit) {
        return orders.adopt(replica, limit);
    }

    @Override
    public List<Optional<OrderStatus>> status(List<String> orderIds) {
        return orders.status(orderIds);
    }

    @Override
    public PaymentClient.Held held(long from) {
        return payment.held(from);
    }
}
