package webscale.ingest.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What Postgres takes for text: UTF-8 in its shortest form, without surrogates and without NUL. */
final class Utf8 {
    private Utf8() {}

    /** How many characters the bytes are, or -1 when Postgres wouldn't take them. */
    static int length(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] <= 0) {
                return bytes[i] == 0 ? -1 : lengthBeyondAscii(bytes, from, to);
            }
        }
        return to - from;
    }

    private static int lengthBeyondAscii(byte[] bytes, int from, int to) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            int characters = 0;
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == 0) {
                    return -1;
                }
                if (!Character.isLowSurrogate(text.charAt(i))) {
                    characters++;
                }
            }
            return characters;
        } catch (CharacterCodingException e) {
            return -1;
        }
    }
}
