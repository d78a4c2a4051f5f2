package webscale.ingest.vote;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import webscale.ingest.queue.BadChunkException;

/**
 * One vote.
 *
 * @param id     made when it came in: the same vote sent twice is stored once
 * @param micros since 1970
 */
record Vote(UUID id, String candidate, long micros, long kiosk) {
    static Vote now(String candidate, long kiosk) {
        var now = Instant.now();
        return new Vote(UUID.randomUUID(), candidate, now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, kiosk);
    }

    byte[] message() {
        var text = candidate.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(32 + text.length)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(micros)
                .putLong(kiosk)
                .put(text)
                .array();
    }

    /** @throws BadChunkException if the message is no vote */
    static Vote read(byte[] message) {
        if (message.length < 33) {
            throw new BadChunkException("not a vote");
        }
        var in = ByteBuffer.wrap(message);
        return new Vote(
                new UUID(in.getLong(), in.getLong()),
                StandardCharsets.UTF_8
                        .decode(ByteBuffer.wrap(message, 32, message.length - 32))
                        .toString(),
                in.getLong(),
                in.getLong());
    }
}
