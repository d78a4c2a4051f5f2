package webscale.query.documents.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import webscale.commons.http.ProblemException;

/** Keys of any type: their names, a page at a time, and how long they live. */
@ApplicationScoped
public class Keys {
    /** Redis looks at so many keys in one go, about a fifth of a millisecond. */
    private static final int KEYS_PER_SCAN = 1_000;

    /** So a page comes back after a million keys, even if it is empty; its cursor goes on from there. */
    private static final int SCANS_MAX = 1_000;

    /**
     * One page of keys.
     *
     * @param next where the next page begins; empty after the last one
     */
    public record Page(List<String> keys, Optional<String> next) {}

    /**
     * Where a page begins: what one scan returned, from after this key on. A scan from the same cursor goes through the
     * same keys again, so what fitted into no page is found by the next.
     */
    private record Position(String cursor, String after) {
        static final Position START = new Position("0", "");

        static Position parse(String text) {
            try {
                var decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                int at = decoded.indexOf(':');
                Long.parseUnsignedLong(decoded.substring(0, at));
                return new Position(decoded.substring(0, at), decoded.substring(at + 1));
            } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
                throw ProblemException.badRequest("This is not a cursor");
            }
        }

        @Override
        public String toString() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((cursor + ":" + after).getBytes(StandardCharsets.UTF_8));
        }
    }

    private final RedisCalls redis;

    Keys(RedisCalls redis) {
        this.redis = redis;
    }

    /**
     * Keys that begin with the prefix, as {@code SCAN} promises them: each that is there from the first page to the last
     * comes at least once.
     */
    public CompletionStage<Page> list(String prefix, int limit, Optional<String> cursor) {
        return scan(prefix, limit, cursor.map(Position::parse).orElse(Position.START), new ArrayList<>(), SCANS_MAX);
    }

    private CompletionStage<Page> scan(String prefix, int limit, Position from, List<String> page, int scansLeft) {
        var request = Request.cmd(Command.SCAN)
                .arg(from.cursor())
                .arg("MATCH")
                .arg(literally(prefix) + "*")
                .arg("COUNT")
                .arg(KEYS_PER_SCAN);
        return redis.send(request).thenCompose(answer -> {
            var found = new TreeSet<String>();
            answer.get(1).forEach(key -> found.add(key.toString()));
            for (var key : found.tailSet(from.after(), from.after().isEmpty())) {
                if (page.size() == limit) {
                    var next = new Position(from.cursor(), page.getLast());
                    return done(page, Optional.of(next));
                }
                page.add(key);
            }
            var cursorAfter = answer.get(0).toString();
            if (cursorAfter.equals("0")) {
                return done(page, Optional.empty());
            }
            var next = new Position(cursorAfter, "");
            return page.size() == limit || scansLeft == 1
                    ? done(page, Optional.of(next))
                    : scan(prefix, limit, next, page, scansLeft - 1);
        });
    }

    private static CompletionStage<Page> done(List<String> page, Optional<Position> next) {
        return CompletableFuture.completedFuture(new Page(List.copyOf(page), next.map(Position::toString)));
    }

    /** Without the meaning that some characters have in a pattern. */
    private static String literally(String prefix) {
        return prefix.replaceAll("([\\\\*?\\[\\]^-])", "\\\\$1");
    }

    /** The seconds that the key has left; empty if it stays. */
    public CompletionStage<OptionalLong> timeToLive(String key) {
        return redis.send(Request.cmd(Command.PTTL).arg(key)).thenApply(answer -> {
            long millis = answer.toLong();
            if (millis == -2) {
                throw unknown(key);
            }
            return millis < 0 ? OptionalLong.empty() : OptionalLong.of((millis + 999) / 1000);
        });
    }

    /** From now on. */
    public CompletionStage<Void> expire(String key, int seconds) {
        return redis.send(Request.cmd(Command.EXPIRE).arg(key).arg(seconds)).thenAccept(answer -> known(answer, key));
    }

    /** The key stays; that it did already is no error. */
    public CompletionStage<Void> persist(String key) {
        return redis.send(Request.cmd(Command.PERSIST).arg(key))
                .thenCompose(_ -> redis.send(Request.cmd(Command.EXISTS).arg(key)))
                .thenAccept(answer -> known(answer, key));
    }

    /** {@code string}, {@code hash}, {@code ReJSON-RL} and so on; {@code none} where there is no key. */
    public CompletionStage<String> type(String key) {
        return redis.send(Request.cmd(Command.TYPE).arg(key)).thenApply(Response::toString);
    }

    private static void known(Response answer, String key) {
        if (answer.toInteger() == 0) {
            throw unknown(key);
        }
    }

    private static ProblemException unknown(String key) {
        return new ProblemException(404, null, "There is nothing under the key \"" + key + "\"");
    }
}
