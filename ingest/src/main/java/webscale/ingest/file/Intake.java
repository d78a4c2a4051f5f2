package webscale.ingest.file;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import webscale.commons.http.ProblemException;
import webscale.commons.sql.UnavailableException;
import webscale.commons.sql.UnknownOutcomeException;
import webscale.ingest.IngestConfig;
import webscale.ingest.dataset.Dataset;
import webscale.ingest.dataset.Format;
import webscale.ingest.dataset.Row;
import webscale.ingest.load.Contents;
import webscale.ingest.load.Load;
import webscale.ingest.load.Loads;
import webscale.ingest.queue.Backoff;
import webscale.ingest.queue.Queue;

/**
 * Takes files in. A file is read to its end, cut into chunks and spooled before any of it goes to the broker: one that
 * breaks off or turns out to be bad leaves nothing behind, whatever its size.
 */
@ApplicationScoped
public class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final long ALIVE_NANOS = 2_000_000_000L;
    /** Without a sign of life for so long, the process that sent a load is taken for gone. */
    private static final Duration FORSAKEN = Duration.ofSeconds(30);

    /**
     * A file on its way in.
     *
     * @param encoded whether it is said to be gzip; if not, it may be all the same
     * @param key     the same key is the same load
     */
    public record Source(InputStream content, boolean encoded, Optional<String> name, Optional<String> key) {}

    private final IngestConfig config;
    private final int lanes;
    private final Loads loads;
    private final Queue queue;

    Intake(
            IngestConfig config,
            @ConfigProperty(name = "webscale.ingest.lanes", defaultValue = "4") int lanes,
            Loads loads,
            Queue queue) {
        this.config = config;
        this.lanes = lanes;
        this.loads = loads;
        this.queue = queue;
    }

    /**
     * Reads a file to its end, and returns when the broker has all of it.
     *
     * @throws BadFileException if it can't be loaded as a whole; nothing of it is
     * @throws IOException      if it can't be read to its end; nothing of it is loaded
     * @throws ProblemException 422 if the key stands for another file
     */
    public Load take(Dataset dataset, Source source) throws IOException {
        var content = new Hashed(
                Gunzip.open(source.content(), source.encoded(), config.fileMax().asLongValue(), config.gzipRatioMax()));
        var reader = new RowReader(
                content, dataset.format(), config.rowMax().asBigInteger().intValueExact());
        if (dataset.format() instanceof Format.Csv csv) {
            readHeader(reader, csv);
        }
        var load = loads.open(dataset.name(), source.name(), source.key());
        if (!load.dataset().equals(dataset.name())) {
            throw otherFile();
        }
        try (var spool = Spool.create(config.spool(), load.loadId())) {
            var contents = spool(load, dataset, reader, content, spool);
            spool.seal();
            settle(load.loadId(), contents, spool);
        } catch (IOException | RuntimeException e) {
            failed(load, e);
            throw e;
        }
        return loads.find(load.loadId()).orElseThrow();
    }

    private static void readHeader(RowReader reader, Format.Csv csv) throws IOException {
        try {
            reader.header(csv.header());
        } catch (EOFException e) {
            throw truncated();
        }
    }

    private Contents spool(Load load, Dataset dataset, RowReader reader, Hashed content, Spool spool)
            throws IOException {
        int chunkSize = config.chunkSize().asBigInteger().intValueExact();
        var chunks = new ChunkWriter(load.loadId(), dataset, lanes, chunkSize, spool::add);
        var row = new Row();
        boolean csv = dataset.format() instanceof Format.Csv;
        long alive = System.nanoTime();
        try {
            while (reader.next(row)) {
                if (csv) {
                    row.split();
                }
                chunks.add(reader.line(), row);
                if ((chunks.rows() & 0xfff) == 0 && System.nanoTime() - alive > ALIVE_NANOS) {
                    alive = System.nanoTime();
                    alive(load.loadId(), content.count());
                }
            }
            chunks.end();
        } catch (EOFException e) {
            throw truncated();
        }
        // The same file in other chunks is another one: its chunks' numbers would mean other rows.
        var layout = dataset.name() + " " + lanes + " " + chunkSize;
        return new Contents(chunks.chunks(), chunks.rows(), content.count(), content.fingerprint(layout));
    }

    /** Sends the chunks, unless another upload of the same file has done it. */
    private void settle(String loadId, Contents contents, Spool spool) throws IOException {
        var first = new boolean[1];
        Backoff.untilDone("A load can't be sealed", () -> first[0] |= loads.seal(loadId, contents, null));
        var load = loads.find(loadId).orElseThrow();
        if (!Arrays.equals(load.fingerprint(), contents.fingerprint())) {
            throw otherFile();
        }
        if (load.sent()) {
            return;
        }
        if (first[0] || loads.adopt(loadId, FORSAKEN)) {
            send(loadId, contents.bytes(), spool);
        } else {
            awaitSent(loadId);
        }
    }

    private void send(String loadId, long bytes, Spool spool) throws IOException {
        var alive = new long[] {System.nanoTime()};
        spool.read((lane, message) -> {
            queue.send(lane, message);
            if (System.nanoTime() - alive[0] > ALIVE_NANOS) {
                alive[0] = System.nanoTime();
                alive(loadId, bytes);
            }
        });
        Backoff.untilDone("A load can't be marked as sent", () -> loads.sent(loadId));
    }

    /** Another upload of the same file sends it at this moment. */
    private void awaitSent(String loadId) {
        long deadline = System.nanoTime() + config.sendWithin().toNanos();
        for (var backoff = new Backoff(); System.nanoTime() < deadline; backoff.pause()) {
            if (loads.find(loadId).orElseThrow().sent()) {
                return;
            }
        }
        throw new ProblemException(503, "not-sent", "The broker doesn't have all of it yet");
    }

    private void alive(String loadId, long bytes) {
        try {
            loads.alive(loadId, bytes);
        } catch (RuntimeException e) {
            LOG.debugf("No sign of life for load %s: %s", loadId, e.getMessage());
        }
    }

    private void failed(Load load, Exception cause) {
        try {
            loads.fail(load.loadId(), cause.getMessage());
        } catch (UnavailableException | UnknownOutcomeException e) {
            LOG.debugf("Load %s will be found forsaken: %s", load.loadId(), e.getMessage());
        }
    }

    private static BadFileException truncated() {
        return new BadFileException(400, "The file ends in the middle of its gzip");
    }

    private static ProblemException otherFile() {
        return new ProblemException(422, "other-file", "This Idempotency-Key stands for another file");
    }

    /** Sends what an earlier process on the same spool didn't get to send, and forgets what it didn't complete. */
    void resume(@Observes StartupEvent start) throws IOException {
        if (!Files.isDirectory(config.spool())) {
            return;
        }
        List<Path> left;
        try (var files = Files.list(config.spool())) {
            left = files.toList();
        }
        for (var file : left) {
            if (Spool.isSealed(file)) {
                Thread.ofPlatform().daemon().name("resume").start(() -> resume(Spool.found(file)));
            } else {
                Files.deleteIfExists(file);
            }
        }
    }

    private void resume(Spool spool) {
        Backoff.untilDone("A load can't be resumed", () -> {
            try (spool) {
                var load = loads.find(spool.loadId());
                if (load.isPresent()
                        && load.get().chunksTotal() != null
                        && !load.get().sent()) {
                    LOG.infof("Sending the rest of load %s", spool.loadId());
                    send(spool.loadId(), load.get().bytes(), spool);
                }
            }
        });
    }

    /** Counts and hashes what passes. */
    private static final class Hashed extends java.io.FilterInputStream {
        private final MessageDigest digest;
        private long count;

        Hashed(InputStream in) {
            super(in);
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read > 0) {
                digest.update(bytes, offset, read);
                count += read;
            }
            return read;
        }

        long count() {
            return count;
        }

        byte[] fingerprint(String layout) {
            digest.update(layout.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return digest.digest();
        }
    }
}
