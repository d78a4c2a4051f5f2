package webscale.ingest.dataset;

/** How rows get into their table. {@code columns} are those that {@link Dataset#read} writes, in that order. */
public sealed interface Target {
    String table();

    String columns();

    /** Every row is a new one. */
    record Append(String table, String columns) implements Target {}

    /**
     * Rows may be there already. A staging table with these columns, and with {@code position}, which counts up in the
     * order of the rows, is merged into the table.
     *
     * @param merge  one statement from {@code staged} into the table; the later row wins
     * @param direct most rows are new, so COPY into the table is worth a try before staging them
     * @param orphan a query of {@code staged} for the positions of rows that have to be rejected, or empty; these are
     *               deleted before the merge
     * @param reason why those are rejected
     */
    record Merge(String table, String columns, String merge, boolean direct, String orphan, String reason)
            implements Target {}
}
