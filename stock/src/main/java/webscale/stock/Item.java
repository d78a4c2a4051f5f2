package webscale.stock;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An item, for calls that touch one row; the calls that touch many go through {@link ItemTable}. */
@Entity
public class Item extends PanacheEntityBase {
    @Id
    public String id;

    public long price;

    /** Pieces left. */
    public long stock;

    /** Pieces that came in, less what was subtracted by hand. */
    public long received;
}
