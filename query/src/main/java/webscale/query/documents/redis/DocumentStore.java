package webscale.query.documents.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import webscale.query.documents.json.JsonPath;

/**
 * Where documents lie: one JSON text per key. A text is changed by whoever knows the present one; who doesn't reads it
 * again. So nothing is lost, whoever else writes, and nothing is computed by the server, whose JSON commands wrap around
 * at 64 bits and know none of our limits (measured with the JSON module 2.8.3, 2026-11-22).
 *
 * <p>Every method waits for the server, and is atomic for each key, not for all of them.
 */
@SuppressWarnings("ArrayRecordComponent")
public interface DocumentStore {
    /** What to read: a document, and where in it. */
    record Place(String key, JsonPath path) {}

    /** What there was. */
    sealed interface Found {
        /** @param whole whether this is the text of the whole document, so that the place has still to be found in it */
        record Text(byte[] json, boolean whole) implements Found {}

        /** The key is there or not, but nothing is at this place. */
        record Nothing(boolean keyExists) implements Found {}

        /** The key holds something else. */
        record WrongType() implements Found {}

        /** Too much was asked for at once; ask for this one again. */
        record NotRead() implements Found {}
    }

    /**
     * Another text in the place of the present one, if that still is what it was. The time to live stays.
     *
     * @param readBack whether the caller needs to know how the server says the new text
     */
    record Replacement(String key, byte[] present, byte[] next, boolean readBack) {}

    /** A write that needs to know nothing of what is there, or only one thing. */
    sealed interface Write {
        String key();

        /** Writes a document over the one that may be there; if {@code onlyNew} it mustn't. */
        record Put(String key, byte[] json, boolean onlyNew, Optional<Duration> timeToLive) implements Write {}

        /** Deletes a document; if {@code present} is given, only while it is that text. */
        record Delete(String key, Optional<byte[]> present) implements Write {}
    }

    /** What became of a write. */
    sealed interface Written {
        /** @param json what is there now, as the server says it; nothing after a deletion */
        record Done(byte[] json) implements Written {}

        /** Refused: there is nothing to delete. */
        record Unknown() implements Written {}

        /** Refused: the key holds something else. */
        record WrongType() implements Written {}

        /** Refused: the key isn't new, or the text is another one. */
        record OtherVersion() implements Written {}
    }

    List<Found> read(List<Place> places);

    /** For each the text that is there now, or empty where the present text was another one and nothing was done. */
    List<Optional<byte[]>> replace(List<Replacement> replacements);

    List<Written> write(List<Write> writes);
}
