package webscale.query.documents.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A good answer of this API: {@code {"status":"ok","json":…}}, and {@code "key"} where one was written.
 *
 * @param json is passed on as it is
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(byte[] json, Optional<String> key) {
    private static final byte[] BEFORE = "{\"status\":\"ok\",\"json\":".getBytes(StandardCharsets.US_ASCII);

    public static Answer of(byte[] json) {
        return new Answer(json, Optional.empty());
    }

    public static Answer of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    byte[] text() {
        var out = new ByteArrayOutputStream(BEFORE.length + json.length + 64);
        out.writeBytes(BEFORE);
        out.writeBytes(json);
        key.ifPresent(name -> {
            out.writeBytes(",\"key\":".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(quoted(name));
        });
        out.write('}');
        return out.toByteArray();
    }

    /** A string as JSON. */
    public static byte[] quoted(String text) {
        return io.vertx.core.json.Json.encodeToBuffer(text).getBytes();
    }
}
