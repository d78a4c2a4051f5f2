package webscale.ingest.dataset;

import java.util.Optional;

/** A kind of file: how its rows are read, where they go, and what happens to those that are there already. */
public interface Dataset {
    /** As in paths. */
    String name();

    Format format();

    /**
     * Where a row goes. Rows of one lane are stored one after the other, in the order in which they came, so rows that
     * may replace each other must have the same lane.
     *
     * @param row   split, if it is CSV
     * @param lanes how many there are
     */
    int lane(Row row, int lanes);

    /**
     * Appends the row to {@code out}, or leaves {@code out} as it is and says why the row can't be stored.
     *
     * @param row split, and with as many fields as the header, if it is CSV
     */
    Optional<String> read(Row row, CopyRows out);

    Target target();
}
