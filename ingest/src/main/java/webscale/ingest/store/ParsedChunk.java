package webscale.ingest.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import webscale.ingest.dataset.CopyRows;
import webscale.ingest.dataset.Dataset;
import webscale.ingest.dataset.Format;
import webscale.ingest.dataset.Row;
import webscale.ingest.dataset.Target;
import webscale.ingest.queue.ChunkRows;

/** A chunk's rows, ready for COPY, and its rejects. One object serves for many chunks in turn. */
public final class ParsedChunk {
    private final CopyRows rows = new CopyRows();
    private final Row row = new Row();
    private final List<Reject> rejects = new ArrayList<>();
    private Dataset dataset;
    private byte[] packed;
    private int read;

    /** Reads all rows of a chunk. */
    public void parse(Dataset dataset, byte[] packed) {
        this.dataset = dataset;
        this.packed = packed;
        rows.clear();
        rejects.clear();
        read = 0;
        var reader = new ChunkRows.Reader(packed);
        while (reader.next(row)) {
            read++;
            var reason = parse();
            if (reason.isPresent()) {
                rejects.add(reject(reader.line(), reason.get()));
            }
        }
        rows.end();
    }

    private Optional<String> parse() {
        if (row.cut()) {
            return Optional.of("the row is too long; this is only its beginning");
        }
        if (dataset.format() instanceof Format.Csv csv) {
            int fields = row.split();
            if (fields < 0) {
                return Optional.of("a quoted field is not closed properly");
            }
            if (fields != csv.header().size()) {
                return Optional.of(
                        fields + " columns instead of " + csv.header().size());
            }
        }
        return dataset.read(row, rows);
    }

    private Reject reject(long line, String reason) {
        return new Reject(line, row.text(), reason, !row.faithful());
    }

    Dataset dataset() {
        return dataset;
    }

    CopyRows rows() {
        return rows;
    }

    List<Reject> rejects() {
        return rejects;
    }

    int read() {
        return read;
    }

    int good() {
        return rows.rows();
    }

    /** Those of the good rows, by their numbers from 0, as ones that have to be rejected after all. */
    List<Reject> rejects(Collection<Integer> good) {
        var wanted = new HashSet<>(good);
        var bad = rejects.stream().map(Reject::line).collect(Collectors.toSet());
        var found = new ArrayList<Reject>();
        var reader = new ChunkRows.Reader(packed);
        for (int i = 0; reader.next(row); ) {
            if (!bad.contains(reader.line()) && wanted.contains(i++)) {
                found.add(reject(reader.line(), ((Target.Merge) dataset.target()).reason()));
            }
        }
        return found;
    }
}
