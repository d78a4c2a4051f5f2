package webscale.query.documents.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import webscale.commons.http.ProblemException;
import webscale.query.documents.DocumentsConfig;
import webscale.query.documents.json.JsonValue;

/** Hashes of Redis, whose values are JSON texts. */
@ApplicationScoped
public class Hashes {
    private static final Script PUT = Script.of("""
            local kind = redis.call('TYPE', KEYS[1]).ok
            if kind ~= 'none' and kind ~= 'hash' then return 1 end
            redis.call('DEL', KEYS[1])
            for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
            if ARGV[1] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
            return 'OK'
            """);

    private static final Script ALL = Script.of("""
            local kind = redis.call('TYPE', KEYS[1]).ok
            if kind == 'none' then return 0 end
            if kind ~= 'hash' then return 1 end
            if redis.call('HLEN', KEYS[1]) > tonumber(ARGV[1]) then return 3 end
            local all, bytes = redis.call('HGETALL', KEYS[1]), 0
            for _, text in ipairs(all) do bytes = bytes + #text end
            if bytes > 2 * tonumber(ARGV[1]) then return 3 end
            return all
            """);

    private static final Script ONE = Script.of("""
            local kind = redis.call('TYPE', KEYS[1]).ok
            if kind == 'none' then return 0 end
            if kind ~= 'hash' then return 1 end
            return redis.call('HGET', KEYS[1], ARGV[1]) or 2
            """);

    private static final Script UPDATE = Script.of("""
            local kind = redis.call('TYPE', KEYS[1]).ok
            if kind == 'none' then return 0 end
            if kind ~= 'hash' then return 1 end
            local present = redis.call('HGET', KEYS[1], ARGV[1])
            if not present then return 2 end
            local bytes = #ARGV[2] - #present
            for _, text in ipairs(redis.call('HGETALL', KEYS[1])) do bytes = bytes + #text end
            if bytes > tonumber(ARGV[3]) and #ARGV[2] > #present then return 3 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            return 'OK'
            """);

    private final RedisCalls redis;
    private final Buffer bytesMax;

    Hashes(RedisCalls redis, DocumentsConfig config) {
        this.redis = redis;
        this.bytesMax = Buffer.buffer(Long.toString(config.documentMax().asLongValue()));
    }

    /** Puts a hash with these fields in the place of the one that may be there. */
    public CompletionStage<Response> put(String key, Map<String, JsonValue> fields, Optional<Duration> timeToLive) {
        var arguments = new ArrayList<Buffer>();
        arguments.add(Buffer.buffer(
                timeToLive.map(ttl -> Long.toString(ttl.toMillis())).orElse("")));
        fields.forEach((name, value) -> {
            arguments.add(Buffer.buffer(name));
            arguments.add(Buffer.buffer(value.text()));
        });
        return call(PUT, key, arguments);
    }

    /** All fields, in no order. */
    public CompletionStage<Map<String, byte[]>> all(String key) {
        return call(ALL, key, List.of(bytesMax)).thenApply(answer -> {
            var fields = new LinkedHashMap<String, byte[]>();
            for (int i = 0; i + 1 < answer.size(); i += 2) {
                fields.put(answer.get(i).toString(), answer.get(i + 1).toBytes());
            }
            return fields;
        });
    }

    /** One field. */
    public CompletionStage<byte[]> one(String key, String field) {
        return call(ONE, key, List.of(Buffer.buffer(field))).thenApply(Response::toBytes);
    }

    /** Puts another value into a field that is there. */
    public CompletionStage<Response> update(String key, String field, JsonValue value) {
        return call(UPDATE, key, List.of(Buffer.buffer(field), Buffer.buffer(value.text()), bytesMax));
    }

    private CompletionStage<Response> call(Script script, String key, List<Buffer> arguments) {
        return redis.send(script, List.of(key), arguments).thenApply(answer -> {
            if (answer.type() == ResponseType.NUMBER) {
                throw refusal(answer.toInteger(), key);
            }
            return answer;
        });
    }

    private static ProblemException refusal(int code, String key) {
        return switch (code) {
            case 0 -> new ProblemException(404, null, "There is nothing under the key \"" + key + "\"");
            case 1 -> ProblemException.conflict("wrong-type", "The key holds something of another type");
            case 2 -> new ProblemException(404, null, "The hash has no such field");
            default -> new ProblemException(413, null, "The hash is, or would be, too large");
        };
    }
}
