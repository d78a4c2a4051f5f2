package webscale.payment;

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
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestPath;
import webscale.commons.batch.Batcher;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;
import webscale.commons.sql.Balances;

/** The public API of payment, both editions of the course. */
@Path("/payment")
public class PaymentResource {
    /** A new user. */
    public record Created(@JsonProperty("user_id") String userId) {}

    /** A user as clients see it. */
    public record User(@JsonProperty("user_id") String userId, long credit) {}

    /** The answer of batch_init. */
    public record Message(String msg) {}

    /** Whether an order is paid. */
    public record Status(boolean paid) {}

    private final AccountTable accounts;
    private final OrderPayments payments;
    private final Batcher<String, OptionalLong> finds;
    private final Batcher<Balances.Change, Balances.Outcome> changes;

    PaymentResource(AccountTable accounts, OrderPayments payments, PaymentConfig config, MeterRegistry metrics) {
        this.accounts = accounts;
        this.payments = payments;
        this.finds = new Batcher<>("find-user", config.find().limits(), metrics, accounts::find);
        this.changes = new Batcher<>("change-credit", config.change().limits(), metrics, accounts::change);
    }

    @PreDestroy
    void drain() {
        finds.close();
        changes.close();
    }

    @POST
    @Path("create_user")
    @Blocking
    @Transactional
    public Created createUser() {
        var account = new Account();
        account.id = UUID.randomUUID().toString();
        account.persist();
        return new Created(account.id);
    }

    @POST
    @Path("batch_init/{n}/{starting_money}")
    @Blocking
    public Message batchInit(@RestPath("n") String n, @RestPath("starting_money") String startingMoney) {
        accounts.replace(
                PathParams.number("n", n, 1, 1_000_000), PathParams.number("starting_money", startingMoney, 0));
        return new Message("Batch init for users successful");
    }

    @GET
    @Path("find_user/{user_id}")
    @NonBlocking
    public CompletionStage<User> findUser(@RestPath("user_id") String userId) {
        return finds.submit(PathParams.id("user_id", userId))
                .thenApply(
                        credit -> new User(userId, credit.orElseThrow(() -> ProblemException.unknown("user", userId))));
    }

    @POST
    @Path("add_funds/{user_id}/{amount}")
    @NonBlocking
    public CompletionStage<Response> addFunds(@RestPath("user_id") String userId, @RestPath("amount") String amount) {
        return change(PathParams.id("user_id", userId), PathParams.number("amount", amount, 1));
    }

    @POST
    @Path("pay/{user_id}/{amount}")
    @NonBlocking
    public CompletionStage<Response> pay(@RestPath("user_id") String userId, @RestPath("amount") String amount) {
        return change(PathParams.id("user_id", userId), -PathParams.number("amount", amount, 1));
    }

    @POST
    @Path("pay/{user_id}/{order_id}/{amount}")
    @Blocking
    public Response payOrder(
            @RestPath("user_id") String userId,
            @RestPath("order_id") String orderId,
            @RestPath("amount") String amount) {
        payments.pay(
                PathParams.id("user_id", userId),
                PathParams.id("order_id", orderId),
                PathParams.number("amount", amount, 1));
        return Response.ok().build();
    }

    @POST
    @Path("cancel/{user_id}/{order_id}")
    @Blocking
    public Response cancel(@RestPath("user_id") String userId, @RestPath("order_id") String orderId) {
        payments.cancel(PathParams.id("user_id", userId), PathParams.id("order_id", orderId));
        return Response.ok().build();
    }

    @GET
    @Path("status/{user_id}/{order_id}")
    @Blocking
    public Status status(@RestPath("user_id") String userId, @RestPath("order_id") String orderId) {
        return new Status(payments.isPaid(PathParams.id("user_id", userId), PathParams.id("order_id", orderId)));
    }

    @POST
    @Path("status/{user_id}/{order_id}")
    @Blocking
    public Status statusByPost(@RestPath("user_id") String userId, @RestPath("order_id") String orderId) {
        return status(userId, orderId);
    }

    private CompletionStage<Response> change(String userId, long amount) {
        return changes.submit(new Balances.Change(userId, amount)).thenApply(outcome -> switch (outcome) {
            case DONE -> Response.ok().build();
            case UNKNOWN -> throw ProblemException.unknown("user", userId);
            case TOO_LITTLE -> throw ProblemException.conflict("insufficient-credit", "The user has too little credit");
            case TOO_MUCH ->
                throw ProblemException.conflict("too-much-credit", "The credit would not fit into 64 bits");
        });
    }
}
