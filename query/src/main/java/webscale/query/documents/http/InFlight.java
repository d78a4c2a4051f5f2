package webscale.query.documents.http;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import webscale.commons.batch.OverloadedException;
import webscale.query.documents.DocumentsConfig;

/** Bounds the bytes of all bodies and answers that are in memory at once, however slowly clients send or read. */
@Singleton
public class InFlight {
    /** On its way a body or an answer is there several times. A heap of 128 MiB stood this, not twice it (2026-11-22). */
    private static final int PART_OF_HEAP = 8;

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    InFlight(DocumentsConfig config) {
        this.bytesMax = config.inFlightMax()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    Share open() {
        return new Share();
    }

    /** What one request has of it, until it is closed. */
    public final class Share {
        private long held;
        private boolean closed;

        /** @throws OverloadedException if there is no room at the moment: 429 */
        public synchronized void add(int more) {
            if (closed) {
                return; // the client is gone, and the bytes with it
            }
            if (bytes.addAndGet(more) > bytesMax) {
                bytes.addAndGet(-more);
                throw new OverloadedException("documents");
            }
            held += more;
        }

        synchronized void close() {
            bytes.addAndGet(-held);
            held = 0;
            closed = true;
        }
    }
}
