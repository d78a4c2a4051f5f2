package webscale.ingest.load;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestStreamElementType;
import webscale.commons.batch.OverloadedException;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;

/** Tells how loads get on. */
@Path("/ingest/loads")
public class LoadResource {
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(500);
    private static final int FOLLOWERS_MAX = 100;

    private final Loads loads;
    private final AtomicInteger followers = new AtomicInteger();

    LoadResource(Loads loads) {
        this.loads = loads;
    }

    /** The newest first, or the one that an Idempotency-Key stands for. */
    @GET
    @RunOnVirtualThread
    public List<Load> list(
            @RestQuery("limit") @DefaultValue("100") String limit, @RestQuery("idempotency_key") String key) {
        if (key != null) {
            return loads.findByKey(PathParams.id("idempotency_key", key)).stream()
                    .toList();
        }
        return loads.newest(PathParams.number("limit", limit, 1, 1_000));
    }

    @GET
    @Path("{load_id}")
    @RunOnVirtualThread
    public Load find(@RestPath("load_id") String loadId) {
        return loads.find(PathParams.id("load_id", loadId)).orElseThrow(() -> ProblemException.unknown("load", loadId));
    }

    /** The load twice a second, until it is over. */
    @GET
    @Path("{load_id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<Load> follow(@RestPath("load_id") String loadId) {
        var id = PathParams.id("load_id", loadId);
        if (followers.get() >= FOLLOWERS_MAX) {
            throw new OverloadedException("streams of progress");
        }
        return Multi.createFrom()
                .ticks()
                .every(BETWEEN_EVENTS)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick ->
                        Uni.createFrom().item(() -> find(id)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .select()
                .first(new UntilOver())
                .onSubscription()
                .invoke(followers::incrementAndGet)
                .onTermination()
                .invoke(followers::decrementAndGet);
    }

    /** Lets the state in which it is over pass too. */
    private static final class UntilOver implements Predicate<Load> {
        private boolean over;

        @Override
        public boolean test(Load load) {
            boolean pass = !over;
            over |= load.isOver();
            return pass;
        }
    }
}
