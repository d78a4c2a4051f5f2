package webscale.ingest.dataset;

import java.util.List;

/** How a file is made of rows. */
public sealed interface Format {
    /** Comma-separated (RFC 4180), with these names in the first line. */
    record Csv(List<String> header) implements Format {
        public Csv {
            header = List.copyOf(header);
        }

        public static Csv of(String... header) {
            return new Csv(List.of(header));
        }
    }

    /** One row a line, whatever is in it. */
    record Lines() implements Format {}
}
