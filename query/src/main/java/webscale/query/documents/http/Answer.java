package webscale.query.documents.http;

import io.vertx.core.json.Json;
import java.nio.ByteBuffer;
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
        var after =
                (key.map(name -> ",\"key\":" + Json.encode(name)).orElse("") + "}").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(BEFORE.length + json.length + after.length)
                .put(BEFORE)
                .put(json)
                .put(after)
                .array();
    }

    /** A string as JSON. */
    public static byte[] quoted(String text) {
        return Json.encodeToBuffer(text).getBytes();
    }
}
