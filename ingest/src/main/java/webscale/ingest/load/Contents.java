package webscale.ingest.load;

/**
 * What a load consists of, once all of it is here.
 *
 * @param bytes       after gunzip
 * @param fingerprint the same for the same file cut into the same chunks, and for nothing else
 */
public record Contents(int chunks, long rows, long bytes, byte[] fingerprint) {}
