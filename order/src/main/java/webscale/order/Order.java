package webscale.order;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.util.Optional;

/**
 * An order, for calls that make or remove one; the calls that touch many go through {@link OrderTable}. What isn't
 * mapped here starts with the table's defaults.
 */
@Entity
@Table(name = "orders")
public class Order extends PanacheEntityBase {
    /** How far the order is. */
    public enum State {
        /** May be changed and checked out. */
        OPEN,
        /** An attempt to check it out is on its way. */
        PAYING,
        /** Sold, for ever. */
        PAID
    }

    @Id
    public String id;

    @Column(name = "user_id")
    public String userId;

    @Enumerated(EnumType.STRING)
    public State state = State.OPEN;

    /** The order, locked until the transaction ends. */
    static Optional<Order> locked(String id) {
        return Optional.ofNullable(Order.<Order>findById(id, LockModeType.PESSIMISTIC_WRITE));
    }
}
