package webscale.ingest.dead;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;
import webscale.ingest.queue.BadChunkException;
import webscale.ingest.queue.Chunk;

/** The messages that couldn't be stored, and what becomes of their loads. */
@Singleton
public class DeadLetterTable {
    /**
     * A message that couldn't be stored.
     *
     * @param loadId absent when the message doesn't tell
     * @param number of the chunk in its load
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            String id,
            @JsonProperty("load_id") String loadId,
            @JsonProperty("chunk") Integer number,
            int bytes,
            String reason,
            @JsonProperty("died_at") Instant diedAt) {}

    private static final String KEEP = """
            INSERT INTO dead_letter (id, load_id, number, message, reason)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, died_at = clock_timestamp()
            """;

    private static final String FAIL = """
            UPDATE load
               SET state = 'FAILED', finished_at = clock_timestamp(),
                   failure = 'Chunk ' || ?::int || ' can''t be stored: ' || ?
             WHERE load_id = ? AND state <> 'DONE'
            """;

    private static final String LIST = """
            SELECT id, load_id, number, length(message), reason, died_at
              FROM dead_letter
             ORDER BY died_at DESC, id
             LIMIT ?
            """;

    private static final String REVIVE = """
            UPDATE load
               SET state = 'LOADING', failure = NULL, finished_at = NULL
             WHERE load_id = (SELECT load_id FROM dead_letter WHERE id = ?) AND state = 'FAILED'
               AND chunks_total IS NOT NULL
            """;

    private final Sql sql;

    DeadLetterTable(DataSource pool) {
        this.sql = new Sql(pool);
    }

    /** Safe to repeat. */
    void keep(byte[] message, String reason) {
        var chunk = chunk(message);
        sql.transaction(session -> {
            session.update(
                    KEEP,
                    id(message),
                    chunk.map(Chunk::loadId).orElse(null),
                    chunk.map(Chunk::number).orElse(null),
                    message,
                    reason);
            if (chunk.isPresent()) {
                session.update(FAIL, chunk.get().number(), reason, chunk.get().loadId());
            }
            return null;
        });
    }

    List<Entry> newest(int limit) {
        return sql.query(
                LIST,
                row -> new Entry(
                        row.getString(1),
                        row.getString(2),
                        row.getObject(3, Integer.class),
                        row.getInt(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant()),
                limit);
    }

    long count() {
        return sql.query("SELECT count(*) FROM dead_letter", row -> row.getLong(1))
                .getFirst();
    }

    Optional<byte[]> message(String id) {
        return sql.query("SELECT message FROM dead_letter WHERE id = ?", row -> row.getBytes(1), id).stream()
                .findFirst();
    }

    /** Its load is under way again. */
    void revive(String id) {
        sql.update(REVIVE, id);
    }

    /** By the database's clock. */
    OffsetDateTime now() {
        return sql.query("SELECT clock_timestamp()", row -> row.getObject(1, OffsetDateTime.class))
                .getFirst();
    }

    /** Unless it has come back since. */
    void forget(String id, OffsetDateTime since) {
        sql.update("DELETE FROM dead_letter WHERE id = ? AND died_at < ?", id, since);
    }

    static Optional<Chunk> chunk(byte[] message) {
        try {
            return Optional.of(Chunk.read(message))
                    .filter(chunk -> chunk.loadId().indexOf('\0') < 0);
        } catch (BadChunkException e) {
            return Optional.empty();
        }
    }

    private static String id(byte[] message) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
