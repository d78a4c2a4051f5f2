package webscale.stock;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.PreDestroy;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestPath;
import webscale.commons.batch.Batcher;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;
import webscale.commons.sql.Balances;

/** The public API of stock. */
@Path("/stock")
public class StockResource {
    /** A new item. */
    public record Created(@JsonProperty("item_id") String itemId) {}

    /** The answer of batch_init. */
    public record Message(String msg) {}

    private final ItemTable items;
    private final Batcher<String, Optional<ItemTable.Offer>> finds;
    private final Batcher<Balances.Change, Balances.Outcome> changes;

    StockResource(ItemTable items, StockConfig config, MeterRegistry metrics) {
        this.items = items;
        this.finds = new Batcher<>("find-item", config.find().limits(), metrics, items::find);
        this.changes = new Batcher<>("change-stock", config.change().limits(), metrics, items::change);
    }

    @PreDestroy
    void drain() {
        finds.close();
        changes.close();
    }

    @POST
    @Path("item/create/{price}")
    @Blocking
    @Transactional
    public Created create(@RestPath("price") String price) {
        var item = new Item();
        item.id = UUID.randomUUID().toString();
        item.price = PathParams.number("price", price, 0);
        item.persist();
        return new Created(item.id);
    }

    @POST
    @Path("batch_init/{n}/{starting_stock}/{item_price}")
    @Blocking
    public Message batchInit(
            @RestPath("n") String n,
            @RestPath("starting_stock") String startingStock,
            @RestPath("item_price") String itemPrice) {
        items.replace(
                PathParams.number("n", n, 1, 1_000_000),
                PathParams.number("starting_stock", startingStock, 0),
                PathParams.number("item_price", itemPrice, 0));
        return new Message("Batch init for stock successful");
    }

    @GET
    @Path("find/{item_id}")
    @NonBlocking
    public CompletionStage<ItemTable.Offer> find(@RestPath("item_id") String itemId) {
        return finds.submit(PathParams.id("item_id", itemId))
                .thenApply(offer -> offer.orElseThrow(() -> ProblemException.unknown("item", itemId)));
    }

    @POST
    @Path("add/{item_id}/{amount}")
    @NonBlocking
    public CompletionStage<Response> add(@RestPath("item_id") String itemId, @RestPath("amount") String amount) {
        return change(PathParams.id("item_id", itemId), PathParams.number("amount", amount, 1));
    }

    @POST
    @Path("subtract/{item_id}/{amount}")
    @NonBlocking
    public CompletionStage<Response> subtract(@RestPath("item_id") String itemId, @RestPath("amount") String amount) {
        return change(PathParams.id("item_id", itemId), -PathParams.number("amount", amount, 1));
    }

    private CompletionStage<Response> change(String itemId, long pieces) {
        return changes.submit(new Balances.Change(itemId, pieces)).thenApply(outcome -> switch (outcome) {
            case DONE -> Response.ok().build();
            case UNKNOWN -> throw ProblemException.unknown("item", itemId);
            case TOO_LITTLE -> throw ProblemException.conflict("out-of-stock", "There is too little of this item");
            case TOO_MUCH -> throw ProblemException.conflict("too-much-stock", "The stock would not fit into 64 bits");
        });
    }
}
