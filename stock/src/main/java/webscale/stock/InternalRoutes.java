package webscale.stock;

import com.fasterxml.jackson.core.type.TypeReference;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import webscale.commons.http.InternalCalls;

/** What the order service asks of this one. */
@ApplicationScoped
class InternalRoutes {
    void register(@Observes Router router, InternalCalls calls, TakingTable takings, TakingBook book, ItemTable items) {
        calls.serve(router, "/internal/takings", new TypeReference<TakingBatch>() {}, takings::apply);
        calls.serve(router, "/internal/takings/page", new TypeReference<TakingBook.PageRequest>() {}, book::page);
        calls.serve(router, "/internal/takings/live", new TypeReference<List<Attempt>>() {}, book::live);
        calls.serve(router, "/internal/prices", new TypeReference<List<String>>() {}, ids -> prices(items, ids));
    }

    /** Each item's price, null where there is no such item. */
    private static List<Long> prices(ItemTable items, List<String> ids) {
        return items.find(ids).stream()
                .map(offer -> offer.map(ItemTable.Offer::price).orElse(null))
                .toList();
    }
}
