package webscale.payment;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import java.util.Optional;

/** A user's credit, for calls that touch one row; the calls that touch many go through {@link AccountTable}. */
@Entity
public class Account extends PanacheEntityBase {
    @Id
    public String id;

    /** Which of the accounts that batch_init put under this id, one after the other. */
    public int generation;

    public long credit;

    /** Funds that came in, less payments without an order. */
    public long granted;

    /** The account, locked until the transaction ends. */
    static Optional<Account> locked(String id) {
        return Optional.ofNullable(Account.<Account>findById(id, LockModeType.PESSIMISTIC_WRITE));
    }
}
