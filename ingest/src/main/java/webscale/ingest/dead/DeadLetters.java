package webscale.ingest.dead;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;
import webscale.ingest.queue.Backoff;
import webscale.ingest.queue.DeadLetter;
import webscale.ingest.queue.Queue;

/** Shows the messages that couldn't be stored, and sends them again when somebody has removed the cause. */
@Path("/ingest/dead-letters")
public class DeadLetters {
    private final DeadLetterTable table;
    private final Queue queue;

    DeadLetters(DeadLetterTable table, Queue queue, MeterRegistry metrics) {
        this.table = table;
        this.queue = queue;
        Gauge.builder("webscale.ingest.dead.letters", table, DeadLetterTable::count)
                .description("Messages that could not be stored and wait for somebody")
                .register(metrics);
    }

    @Incoming("ingest-dead-letters")
    @Blocking
    public void keep(byte[] bytes) {
        var letter = DeadLetter.read(bytes);
        Backoff.untilDone("A dead letter can't be kept", () -> table.keep(letter.message(), letter.reason()));
    }

    /** The newest first. */
    @GET
    @RunOnVirtualThread
    public List<DeadLetterTable.Entry> list(@RestQuery("limit") @DefaultValue("100") String limit) {
        return table.newest(PathParams.number("limit", limit, 1, 1_000));
    }

    /** Sends it to where it came from; if it still can't be stored, it comes back. */
    @POST
    @Path("{id}/redrive")
    @RunOnVirtualThread
    public Response redrive(@RestPath("id") String id) {
        var message =
                table.message(PathParams.id("id", id)).orElseThrow(() -> ProblemException.unknown("dead letter", id));
        var sentAt = table.now();
        var chunk = DeadLetterTable.chunk(message)
                .orElseThrow(() -> ProblemException.conflict("no-chunk", "This message is no chunk of a load"));
        table.revive(id);
        queue.send(chunk.lane(), message);
        table.forget(id, sentAt);
        return Response.accepted().build();
    }
}
