package webscale.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.PreDestroy;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestPath;
import webscale.commons.batch.Batcher;
import webscale.commons.batch.OverloadedException;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;
import webscale.order.checkout.CheckoutLog;
import webscale.order.checkout.Checkouts;
import webscale.order.checkout.Verdict;
import webscale.order.remote.StockClient;
import webscale.order.remote.Taking;

/** The public API of orders, both editions of the course. */
@Path("/orders")
public class OrderResource {
    /** A new order. */
    public record Created(@JsonProperty("order_id") String orderId) {}

    /** The answer of batch_init. */
    public record Message(String msg) {}

    /** An order as clients see it; an item is [id, pieces]. */
    public record Shown(
            @JsonProperty("order_id") String orderId,
            boolean paid,
            List<List<Object>> items,
            @JsonProperty("user_id") String userId,
            @JsonProperty("total_cost") long totalCost) {
        static Shown of(OrderTable.Found order, boolean paid) {
            var items = order.lines().shown().entrySet().stream()
                    .map(line -> List.<Object>of(line.getKey(), line.getValue()))
                    .toList();
            return new Shown(order.id(), paid, items, order.userId(), order.totalCost());
        }
    }

    private final OrderTable orders;
    private final Checkouts checkouts;
    private final Batcher<String, Optional<OrderTable.Found>> finds;
    private final Batcher<Edit, Edit.Outcome> edits;
    private final Batcher<String, Optional<Long>> prices;
    private final Batcher<Taking, Boolean> sold;

    OrderResource(
            OrderTable orders, Checkouts checkouts, StockClient stock, OrderConfig config, MeterRegistry metrics) {
        this.orders = orders;
        this.checkouts = checkouts;
        this.finds = new Batcher<>("find-order", config.find().limits(), metrics, orders::find);
        this.edits = new Batcher<>("edit-order", config.edit().limits(), metrics, orders::edit);
        this.prices = new Batcher<>("price", config.price().limits(), metrics, itemIds -> stock.prices(itemIds).stream()
                .map(Optional::ofNullable)
                .toList());
        this.sold = new Batcher<>("sold", config.sold().limits(), metrics, stock::sold);
    }

    @PreDestroy
    void drain() {
        prices.close();
        edits.close();
        finds.close();
        sold.close();
    }

    @POST
    @Path("create/{user_id}")
    @Blocking
    @Transactional
    public Created create(@RestPath("user_id") String userId) {
        var order = new Order();
        order.id = UUID.randomUUID().toString();
        order.userId = PathParams.id("user_id", userId);
        order.persist();
        return new Created(order.id);
    }

    @DELETE
    @Path("remove/{order_id}")
    @Blocking
    @Transactional
    public Response remove(@RestPath("order_id") String orderId) {
        var order = Order.locked(PathParams.id("order_id", orderId))
                .orElseThrow(() -> ProblemException.unknown("order", orderId));
        if (order.state != Order.State.OPEN) {
            throw notOpen();
        }
        order.delete();
        return Response.ok().build();
    }

    @POST
    @Path("batch_init/{n}/{n_items}/{n_users}/{item_price}")
    @Blocking
    public Message batchInit(
            @RestPath("n") String n,
            @RestPath("n_items") String items,
            @RestPath("n_users") String users,
            @RestPath("item_price") String itemPrice) {
        orders.replace(
                PathParams.number("n", n, 1, 1_000_000),
                PathParams.number("n_items", items, 1),
                PathParams.number("n_users", users, 1),
                PathParams.number("item_price", itemPrice, 0));
        return new Message("Batch init for orders successful");
    }

    @GET
    @Path("find/{order_id}")
    @NonBlocking
    public CompletionStage<Shown> find(@RestPath("order_id") String orderId) {
        return finds.submit(PathParams.id("order_id", orderId))
                .thenCompose(order -> shown(order.orElseThrow(() -> ProblemException.unknown("order", orderId))));
    }

    /** While an order is in checkout only stock knows whether it is sold, and its client told so. */
    private CompletionStage<Shown> shown(OrderTable.Found order) {
        return order.state() == Order.State.PAYING
                ? sold.submit(Taking.of(order.id(), order.generation(), order.attempt()))
                        .thenApply(isSold -> Shown.of(order, isSold))
                : CompletableFuture.completedStage(Shown.of(order, order.state() == Order.State.PAID));
    }

    @POST
    @Path("addItem/{order_id}/{item_id}/{quantity}")
    @NonBlocking
    public CompletionStage<Response> addItem(
            @RestPath("order_id") String orderId,
            @RestPath("item_id") String itemId,
            @RestPath("quantity") String quantity) {
        var order = PathParams.id("order_id", orderId);
        int pieces = PathParams.number("quantity", quantity, 1);
        return prices.submit(PathParams.id("item_id", itemId))
                .thenCompose(price -> edit(new Edit.Add(
                        order, itemId, pieces, price.orElseThrow(() -> ProblemException.unknown("item", itemId)))));
    }

    @POST
    @Path("addItem/{order_id}/{item_id}")
    @NonBlocking
    public CompletionStage<Response> addOne(@RestPath("order_id") String orderId, @RestPath("item_id") String itemId) {
        return addItem(orderId, itemId, "1");
    }

    @DELETE
    @Path("removeItem/{order_id}/{item_id}")
    @NonBlocking
    public CompletionStage<Response> removeItem(
            @RestPath("order_id") String orderId, @RestPath("item_id") String itemId) {
        return edit(new Edit.RemoveOne(PathParams.id("order_id", orderId), PathParams.id("item_id", itemId)));
    }

    @POST
    @Path("checkout/{order_id}")
    @NonBlocking
    public CompletionStage<Response> checkout(@RestPath("order_id") String orderId) {
        return checkouts.checkout(PathParams.id("order_id", orderId)).thenApply(verdict -> switch (CheckoutLog.noted(
                orderId, verdict)) {
            case Verdict.Paid _ -> Response.ok().build();
            case Verdict.Declined(var decline) -> throw ProblemException.conflict(decline.code(), decline.detail());
            case Verdict.UnknownOrder _ -> throw ProblemException.unknown("order", orderId);
            case Verdict.EmptyOrder _ ->
                throw ProblemException.conflict("empty-order", "There is nothing in the order");
            case Verdict.NotBegun _ -> throw new OverloadedException("checkout");
        });
    }

    private CompletionStage<Response> edit(Edit edit) {
        return edits.submit(edit).thenApply(outcome -> switch (outcome) {
            case DONE -> Response.ok().build();
            case UNKNOWN_ORDER -> throw ProblemException.unknown("order", edit.orderId());
            case NOT_OPEN -> throw notOpen();
            case NO_SUCH_LINE -> throw new ProblemException(404, "not-in-order", "The item is not in the order");
            case TOO_MUCH ->
                throw ProblemException.conflict(
                        "too-much", "The order would have too many lines, or pieces or cost beyond 64 bits");
        });
    }

    private static ProblemException notOpen() {
        return ProblemException.conflict("not-open", "The order is being checked out, or paid");
    }
}
