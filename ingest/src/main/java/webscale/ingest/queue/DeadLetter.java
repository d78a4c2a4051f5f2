package webscale.ingest.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A message that can't be stored, with the reason. On the topic: the reason's length, the reason, the message. */
public record DeadLetter(String reason, byte[] message) {
    byte[] toBytes() {
        var text = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + text.length + message.length)
                .putInt(text.length)
                .put(text)
                .put(message)
                .array();
    }

    /** What isn't one of ours is kept whole. */
    public static DeadLetter read(byte[] bytes) {
        int length = bytes.length < 4 ? -1 : ByteBuffer.wrap(bytes).getInt();
        if (length < 0 || length > bytes.length - 4) {
            return new DeadLetter("not a dead letter of ours", bytes);
        }
        return new DeadLetter(
                new String(bytes, 4, length, StandardCharsets.UTF_8),
                Arrays.copyOfRange(bytes, 4 + length, bytes.length));
    }
}
