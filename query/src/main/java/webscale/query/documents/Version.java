package webscale.query.documents;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The version of a document: a strong entity tag, which is the same for the same text and for no other. */
final class Version {
    private static final int BYTES = 15;

    private Version() {}

    static String of(byte[] json) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(json);
            return '"'
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(digest, BYTES))
                    + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a list of entity tags, or {@code *}, names this version (RFC 9110 section 13.1). */
    static boolean isNamedBy(String tags, String version) {
        if (tags.strip().equals("*")) {
            return true;
        }
        for (var tag : tags.split(",")) {
            if (tag.strip().equals(version)) {
                return true;
            }
        }
        return false;
    }
}
