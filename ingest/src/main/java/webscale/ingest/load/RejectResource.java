package webscale.ingest.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;
import webscale.ingest.dataset.Dataset;
import webscale.ingest.dataset.Datasets;
import webscale.ingest.dataset.Format;
import webscale.ingest.file.Intake;

/** Lists a load's rejects, gives them out as a file, and sends them again. */
@Path("/ingest/loads/{load_id}/rejects")
public class RejectResource {
    private static final int PAGE = 1_000;

    private final Loads loads;
    private final Rejects rejects;
    private final Datasets datasets;
    private final Intake intake;
    private final ObjectMapper json;

    RejectResource(Loads loads, Rejects rejects, Datasets datasets, Intake intake, ObjectMapper json) {
        this.loads = loads;
        this.rejects = rejects;
        this.datasets = datasets;
        this.intake = intake;
        this.json = json;
    }

    /** All of them, in the order of the file. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public StreamingOutput list(@RestPath("load_id") String loadId) {
        var load = load(loadId);
        return out -> {
            out.write('[');
            var comma = "";
            for (long after = 0; ; ) {
                var page = rejects.of(load.loadId(), after, PAGE);
                for (var reject : page) {
                    out.write(comma.getBytes(StandardCharsets.US_ASCII));
                    out.write(json.writeValueAsBytes(reject));
                    comma = ",";
                    after = reject.line();
                }
                if (page.size() < PAGE) {
                    out.write(']');
                    return;
                }
            }
        };
    }

    /** The rows as they were, below a header if the dataset has one: a file to mend and to load. */
    @GET
    @Path("file")
    @Produces("text/plain; charset=UTF-8")
    @Blocking
    public Response file(@RestPath("load_id") String loadId) {
        var load = load(loadId);
        StreamingOutput rows = out -> {
            writeHeader(out, datasets.named(load.dataset()).orElseThrow());
            for (long after = 0; ; ) {
                var page = rejects.of(load.loadId(), after, PAGE);
                for (var reject : page) {
                    out.write((reject.text() + "\n").getBytes(StandardCharsets.UTF_8));
                    after = reject.line();
                }
                if (page.size() < PAGE) {
                    return;
                }
            }
        };
        return Response.ok(rows)
                .header("Content-Disposition", "attachment; filename=\"rejects-" + load.loadId() + ".txt\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    /** Loads all that weren't yet sent again, as a load of its own; the answer is that load. */
    @POST
    @Path("redrive")
    @Blocking
    public Response redrive(@RestPath("load_id") String loadId) throws IOException {
        var load = load(loadId);
        var dataset = datasets.named(load.dataset()).orElseThrow();
        var pages = new Pages(loadId);
        if (!pages.hasMoreElements()) {
            throw ProblemException.conflict("nothing-to-redrive", "This load has no rejects that can be sent again");
        }
        var header = new java.io.ByteArrayOutputStream();
        writeHeader(header, dataset);
        var content =
                new SequenceInputStream(new ByteArrayInputStream(header.toByteArray()), new SequenceInputStream(pages));
        // The key makes a second redrive of the same rows the same load.
        var key = "redrive/" + loadId + "/" + pages.first;
        var redriven = intake.take(
                dataset, new Intake.Source(content, false, Optional.of("rejects of " + loadId), Optional.of(key)));
        rejects.redriven(loadId, pages.last, redriven.loadId());
        return Response.accepted(redriven).build();
    }

    private Load load(String loadId) {
        return loads.find(PathParams.id("load_id", loadId)).orElseThrow(() -> ProblemException.unknown("load", loadId));
    }

    private static void writeHeader(OutputStream out, Dataset dataset) throws IOException {
        if (dataset.format() instanceof Format.Csv csv) {
            out.write((String.join(",", csv.header()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The rows that may be sent again, a thousand at a time. */
    private final class Pages implements Enumeration<InputStream> {
        private final String loadId;
        private List<Rejects.Rejected> next;
        private long first;
        private long last;

        Pages(String loadId) {
            this.loadId = loadId;
            this.next = rejects.toRedrive(loadId, 0, PAGE);
            this.first = next.isEmpty() ? 0 : next.getFirst().line();
        }

        @Override
        public boolean hasMoreElements() {
            return !next.isEmpty();
        }

        @Override
        public InputStream nextElement() {
            if (next.isEmpty()) {
                throw new NoSuchElementException();
            }
            var text = new StringBuilder();
            next.forEach(row -> text.append(row.text()).append('\n'));
            last = next.getLast().line();
            next = rejects.toRedrive(loadId, last, PAGE);
            return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
