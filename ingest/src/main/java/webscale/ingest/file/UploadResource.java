package webscale.ingest.file;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.commons.batch.OverloadedException;
import webscale.commons.http.PathParams;
import webscale.commons.http.Problem;
import webscale.commons.http.ProblemException;
import webscale.ingest.IngestConfig;
import webscale.ingest.dataset.Datasets;

/** Takes files as bodies of requests. */
@Path("/ingest")
public class UploadResource {
    private final Intake intake;
    private final Datasets datasets;
    private final Semaphore uploads;

    UploadResource(Intake intake, Datasets datasets, IngestConfig config) {
        this.intake = intake;
        this.datasets = datasets;
        this.uploads = new Semaphore(config.uploadsMax());
    }

    /** Answers when the broker has the whole file, 202 with the load as it is then. */
    @POST
    @Path("{dataset}")
    @Blocking
    public Response upload(
            @RestPath("dataset") String name,
            @RestQuery("name") Optional<String> file,
            @HeaderParam("Content-Encoding") String encoding,
            @HeaderParam("Idempotency-Key") String key,
            InputStream body) {
        var dataset = datasets.named(name).orElseThrow(() -> ProblemException.unknown("dataset", name));
        var source = new Intake.Source(
                body,
                isGzip(encoding),
                file.map(text -> PathParams.id("name", text)),
                Optional.ofNullable(key).map(text -> PathParams.id("Idempotency-Key", text)));
        if (!uploads.tryAcquire()) {
            throw new OverloadedException("uploads");
        }
        try {
            return Response.accepted(intake.take(dataset, source)).build();
        } catch (BadFileException e) {
            return Problem.of(e.status(), "bad-file", e.getMessage()).toResponse();
        } catch (IOException e) {
            return Problem.of(400, "unreadable", "The body can't be read to its end: " + e.getMessage())
                    .toResponse();
        } finally {
            uploads.release();
        }
    }

    private static boolean isGzip(String encoding) {
        if (encoding == null || encoding.isBlank() || encoding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip")) {
            return true;
        }
        throw new ProblemException(415, null, "Of content encodings only gzip is known here");
    }
}
