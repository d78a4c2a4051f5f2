package webscale.payment;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Optional;

/** An order that was paid by its number, outside of a checkout. */
@Entity
@Table(name = "payment")
@IdClass(OrderPayment.Key.class)
public class OrderPayment extends PanacheEntityBase {
    /** Where a payment stands; a cancelled one may be made again. */
    public enum State {
        PAID,
        CANCELLED
    }

    /** One payment per user and order. */
    public record Key(String userId, String orderId) implements Serializable {}

    @Id
    @Column(name = "user_id")
    public String userId;

    @Id
    @Column(name = "order_id")
    public String orderId;

    public long amount;

    /** The account that paid; if batch_init replaced it since, this payment is history. */
    @Column(name = "account_generation")
    public int accountGeneration;

    @Enumerated(EnumType.STRING)
    public State state;

    /** The payment, locked until the transaction ends, whoever paid it. */
    static Optional<OrderPayment> locked(String userId, String orderId) {
        return Optional.ofNullable(
                OrderPayment.<OrderPayment>findById(new Key(userId, orderId), LockModeType.PESSIMISTIC_WRITE));
    }

    boolean isPaidBy(Account account) {
        return state == State.PAID && accountGeneration == account.generation;
    }
}
