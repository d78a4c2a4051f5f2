package webscale.query.documents;

import java.util.Optional;
import webscale.commons.http.ProblemException;

/** What became of an edit. */
@SuppressWarnings("ArrayRecordComponent")
sealed interface Outcome {
    /**
     * It's stored.
     *
     * @param json what the client is told
     * @param version the document's, where it is known
     */
    record Done(byte[] json, Optional<String> version) implements Outcome {}

    /** It changed nothing. */
    record Refused(ProblemException why) implements Outcome {}

    /** @throws ProblemException if it was refused */
    default Done orThrow() {
        return switch (this) {
            case Done done -> done;
            case Refused(ProblemException why) -> throw why;
        };
    }
}
