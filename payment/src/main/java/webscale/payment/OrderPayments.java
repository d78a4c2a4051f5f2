package webscale.payment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.WebApplicationException;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import webscale.commons.http.ProblemException;

/** Payments by order number, as the API's edition of 2023 has them: one per user and order. */
@ApplicationScoped
public class OrderPayments {
    private final OrderClient orders;

    OrderPayments(@RestClient OrderClient orders) {
        this.orders = orders;
    }

    /**
     * Takes the amount once; the same again changes nothing.
     *
     * @throws ProblemException 404 for an unknown user; 409 if the order is paid with another amount, or for too little
     *     credit
     */
    @Transactional
    public void pay(String userId, String orderId, int amount) {
        var account = account(userId);
        var payment = OrderPayment.locked(userId, orderId).orElseGet(() -> {
            var made = new OrderPayment();
            made.userId = userId;
            made.orderId = orderId;
            return made;
        });
        if (payment.isPersistent() && payment.isPaidBy(account)) {
            if (payment.amount != amount) {
                throw ProblemException.conflict(
                        "paid-otherwise", "The order is paid already, with an amount of " + payment.amount);
            }
            return;
        }
        if (account.credit < amount) {
            throw ProblemException.conflict("insufficient-credit", "The user has too little credit");
        }
        account.credit -= amount;
        payment.amount = amount;
        payment.accountGeneration = account.generation;
        payment.state = OrderPayment.State.PAID;
        payment.persist();
    }

    /**
     * Gives a payment back, once.
     *
     * @throws ProblemException 404 for an unknown user; 409 if there is no such payment to give back, also if it was a
     *     checkout that paid
     */
    @Transactional
    public void cancel(String userId, String orderId) {
        var account = account(userId);
        var payment = OrderPayment.locked(userId, orderId)
                .filter(found -> found.isPaidBy(account))
                .orElseThrow(() -> ProblemException.conflict(
                        "nothing-to-cancel", "No payment of this order by this user is there to be given back"));
        account.credit += payment.amount;
        payment.state = OrderPayment.State.CANCELLED;
    }

    /**
     * Whether the order is paid, by such a payment or by a checkout. The order service is asked about the checkout:
     * only it knows whether an attempt that holds credit was the one that sold.
     *
     * @throws ProblemException 404 for an unknown user; 503 if the order service can't tell
     */
    public boolean isPaid(String userId, String orderId) {
        var account = Account.<Account>findById(userId);
        if (account == null) {
            throw ProblemException.unknown("user", userId);
        }
        var payment = OrderPayment.<OrderPayment>findById(new OrderPayment.Key(userId, orderId));
        return payment != null && payment.isPaidBy(account) || isCheckedOut(userId, orderId);
    }

    private boolean isCheckedOut(String userId, String orderId) {
        try {
            var order = orders.find(orderId);
            return order.paid() && order.userId().equals(userId);
        } catch (WebApplicationException e) {
            if (e.getResponse().getStatus() == 404 || e.getResponse().getStatus() == 400) {
                return false;
            }
            throw new ProblemException(503, "order-unavailable", "The order service can't tell at the moment");
        }
    }

    private static Account account(String userId) {
        return Account.locked(userId).orElseThrow(() -> ProblemException.unknown("user", userId));
    }
}
