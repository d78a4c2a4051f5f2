package webscale.ingest.file;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads a file whether it is gzip or not, all members of it, and stops at bombs. */
final class Gunzip {
    private static final int BUFFER = 64 << 10;
    /** Below this much content no ratio is looked at. */
    private static final long RATIO_FROM = 16L << 20;

    private Gunzip() {}

    /**
     * @param encoded the body is said to be gzip; else its first two bytes tell
     * @throws BadFileException 413 while reading, past {@code bytesMax} or {@code ratioMax}
     */
    static InputStream open(InputStream file, boolean encoded, long bytesMax, int ratioMax) throws IOException {
        var compressed = new Counted(file, Long.MAX_VALUE);
        InputStream content = new BufferedInputStream(compressed, BUFFER);
        if (encoded) {
            content = gunzip(content, compressed, ratioMax);
        }
        if (isGzip(content)) {
            content = gunzip(content, compressed, ratioMax);
        }
        return new Counted(content, bytesMax);
    }

    private static InputStream gunzip(InputStream gzip, Counted compressed, int ratioMax) throws IOException {
        var members = GzipCompressorInputStream.builder()
                .setInputStream(gzip)
                .setDecompressConcatenated(true)
                .get();
        return new BufferedInputStream(new NoBomb(members, compressed, ratioMax), BUFFER);
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private static class Counted extends FilterInputStream {
        private final long max;
        protected long count;

        Counted(InputStream in, long max) {
            super(in);
            this.max = max;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(read, 0);
            if (count > max) {
                throw new BadFileException(413, "The file is larger than " + max + " bytes");
            }
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private static final class NoBomb extends Counted {
        private final Counted compressed;
        private final int ratioMax;

        NoBomb(InputStream in, Counted compressed, int ratioMax) {
            super(in, Long.MAX_VALUE);
            this.compressed = compressed;
            this.ratioMax = ratioMax;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (count > RATIO_FROM && count / ratioMax > compressed.count) {
                throw new BadFileException(413, "The file is more than " + ratioMax + " times as large as its gzip");
            }
            return read;
        }
    }
}
