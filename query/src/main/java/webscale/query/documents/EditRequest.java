package webscale.query.documents;

import java.util.Optional;
import webscale.query.documents.json.Edit;

/**
 * One client's change of one document.
 *
 * @param onlyIf the versions that the document must have, as the client's {@code If-Match} has them
 */
record EditRequest(String key, Edit edit, Optional<String> onlyIf) {
    /** Whether it must see, or its client be told, the text as it is stored, with no other edit before or after it. */
    boolean isAboutVersions() {
        return onlyIf.isPresent() || edit.answersDocument();
    }
}
