package webscale.ingest.file;

import java.io.IOException;
import webscale.ingest.dataset.Dataset;
import webscale.ingest.dataset.Row;
import webscale.ingest.queue.Chunk;
import webscale.ingest.queue.ChunkRows;

/** Gathers rows by their lanes into chunks. The same rows in the same order make the same chunks. */
public final class ChunkWriter {
    /** Takes the chunks, in their order. */
    @FunctionalInterface
    public interface Sink {
        void accept(Chunk chunk) throws IOException;
    }

    private final String loadId;
    private final Dataset dataset;
    private final int sizeMax;
    private final Sink sink;
    private final ChunkRows.Writer[] lanes;
    private int chunks;
    private long rows;

    /** @param sizeMax bytes of rows after which a chunk is complete */
    public ChunkWriter(String loadId, Dataset dataset, int lanes, int sizeMax, Sink sink) {
        this.loadId = loadId;
        this.dataset = dataset;
        this.sizeMax = sizeMax;
        this.sink = sink;
        this.lanes = new ChunkRows.Writer[lanes];
        for (int i = 0; i < lanes; i++) {
            this.lanes[i] = new ChunkRows.Writer();
        }
    }

    /** @param row split, if it is CSV */
    public void add(long line, Row row) throws IOException {
        int lane = dataset.lane(row, lanes.length);
        lanes[lane].add(line, row);
        rows++;
        if (lanes[lane].length() >= sizeMax) {
            flush(lane);
        }
    }

    /** Gives out what is left. */
    public void end() throws IOException {
        for (int lane = 0; lane < lanes.length; lane++) {
            if (lanes[lane].length() > 0) {
                flush(lane);
            }
        }
    }

    public int chunks() {
        return chunks;
    }

    public long rows() {
        return rows;
    }

    private void flush(int lane) throws IOException {
        var writer = lanes[lane];
        sink.accept(Chunk.of(loadId, dataset.name(), chunks++, lane, writer.bytes(), writer.length()));
        writer.clear();
    }
}
