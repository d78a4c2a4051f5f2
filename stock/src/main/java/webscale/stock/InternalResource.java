package webscale.stock;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;

/** What the order service asks of this one. Not for clients: the gateway leads nowhere under /internal. */
@Path("/internal")
@Blocking
public class InternalResource {
    private final TakingTable takings;
    private final TakingBook book;
    private final ItemTable items;

    InternalResource(TakingTable takings, TakingBook book, ItemTable items) {
        this.takings = takings;
        this.book = book;
        this.items = items;
    }

    @POST
    @Path("takings")
    public TakingBatch.Answer apply(TakingBatch batch) {
        return takings.apply(batch);
    }

    @POST
    @Path("takings/page")
    public List<TakingBook.Taking> page(TakingBook.PageRequest request) {
        return book.page(request);
    }

    @POST
    @Path("takings/live")
    public List<TakingBook.Taking> live(List<Attempt> attempts) {
        return book.live(attempts);
    }

    /** Each item's price, null where there is no such item. */
    @POST
    @Path("prices")
    public List<Long> prices(List<String> itemIds) {
        return items.find(itemIds).stream()
                .map(offer -> offer.map(ItemTable.Offer::price).orElse(null))
                .toList();
    }
}
