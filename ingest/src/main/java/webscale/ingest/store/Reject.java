package webscale.ingest.store;

/**
 * A row that can't be stored.
 *
 * @param line    of the file, from 1, the header included
 * @param damaged the text isn't exactly what the file says
 */
public record Reject(long line, String text, String reason, boolean damaged) {}
