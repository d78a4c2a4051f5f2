package webscale.query.documents.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import webscale.query.documents.redis.DocumentStore.Found.NotRead;
import webscale.query.documents.redis.DocumentStore.Found.Nothing;
import webscale.query.documents.redis.DocumentStore.Found.Text;
import webscale.query.documents.redis.DocumentStore.Write.Delete;
import webscale.query.documents.redis.DocumentStore.Write.Put;
import webscale.query.documents.redis.DocumentStore.Written.Done;
import webscale.query.documents.redis.DocumentStore.Written.OtherVersion;
import webscale.query.documents.redis.DocumentStore.Written.Unknown;
import webscale.query.documents.redis.DocumentStore.Written.WrongType;

/** Each call is one script for all of its keys, however the texts lie. */
final class ScriptedStore implements DocumentStore {
    /** A read ends with the text that goes beyond this; the others are read next time, so that memory stays flat. */
    private static final Buffer BYTES_PER_READ = Buffer.buffer("4194304");

    private static final int BYTES_PER_WRITE = 2 << 20;

    private static final Buffer NONE = Buffer.buffer();
    private static final Buffer YES = Buffer.buffer("1");
    private static final byte[] NOTHING_AT_PATH = "[]".getBytes(US_ASCII);

    private static final String READ = """
            local found, left = {}, tonumber(ARGV[1])
            for i, key in ipairs(KEYS) do
              if left <= 0 then
                found[i] = 3
              else
                local path, text = ARGV[i + 1], nil
                if path == '' then text = load(key) else text = at(key, path) end
                if text == nil then
                  found[i] = 0
                elseif text == false then
                  found[i] = 1
                else
                  found[i] = text
                  left = left - #text
                end
              end
            end
            return found
            """;

    private static final String REPLACE = """
            local done = {}
            for i, key in ipairs(KEYS) do
              local present, new, readback = ARGV[3 * i - 2], ARGV[3 * i - 1], ARGV[3 * i]
              if load(key) == present then
                local left = redis.call('PTTL', key)
                store(key, new)
                if left >= 0 then redis.call('PEXPIRE', key, math.max(left, 1)) end
                done[i] = readback == '1' and load(key) or ''
              else
                done[i] = 0
              end
            end
            return done
            """;

    private static final String WRITE = """
            local done = {}
            for i, key in ipairs(KEYS) do
              local mode, text, ttl, readback = ARGV[4 * i - 3], ARGV[4 * i - 2], ARGV[4 * i - 1], ARGV[4 * i]
              local held = holds(key)
              if held == false then
                done[i] = 1
              elseif mode == 'delete' then
                if held == nil then
                  done[i] = 0
                elseif text ~= '' and load(key) ~= text then
                  done[i] = 2
                else
                  redis.call('DEL', key)
                  done[i] = ''
                end
              elseif mode == 'new' and held then
                done[i] = 2
              else
                store(key, text)
                if ttl == '' then redis.call('PERSIST', key) else redis.call('PEXPIRE', key, ttl) end
                done[i] = readback == '1' and load(key) or ''
              end
            end
            return done
            """;

    private final RedisCalls redis;
    private final Dialect dialect;
    private final Script read;
    private final Script replace;
    private final Script write;

    ScriptedStore(RedisCalls redis, Dialect dialect) {
        this.redis = redis;
        this.dialect = dialect;
        this.read = dialect.script(READ);
        this.replace = dialect.script(REPLACE);
        this.write = dialect.script(WRITE);
    }

    @Override
    public List<Found> read(List<Place> places) {
        var keys = places.stream().map(Place::key).toList();
        var arguments = new ArrayList<Buffer>(places.size() + 1);
        arguments.add(BYTES_PER_READ);
        places.forEach(place -> arguments.add(path(place).map(Buffer::buffer).orElse(NONE)));
        var answer = redis.await(read, keys, arguments);
        var found = new ArrayList<Found>(places.size());
        for (int i = 0; i < places.size(); i++) {
            found.add(found(answer.get(i), arguments.get(i + 1) != NONE));
        }
        return found;
    }

    /** The path to send along; empty to get the whole text. */
    private Optional<String> path(Place place) {
        return dialect.isJsonType() && !place.path().isRoot() ? place.path().forRedis() : Optional.empty();
    }

    private static Found found(Response answer, boolean atPath) {
        if (answer.type() == ResponseType.NUMBER) {
            return switch (answer.toInteger()) {
                case 0 -> new Nothing(false);
                case 1 -> new Found.WrongType();
                default -> new NotRead();
            };
        }
        var json = answer.toBytes();
        if (!atPath) {
            return new Text(json, true);
        }
        return java.util.Arrays.equals(json, NOTHING_AT_PATH)
                ? new Nothing(true)
                : new Text(java.util.Arrays.copyOfRange(json, 1, json.length - 1), false);
    }

    @Override
    public List<Optional<byte[]>> replace(List<Replacement> replacements) {
        var keys = replacements.stream().map(Replacement::key).toList();
        var arguments = new ArrayList<Buffer>(3 * replacements.size());
        for (var replacement : replacements) {
            arguments.add(Buffer.buffer(replacement.present()));
            arguments.add(Buffer.buffer(replacement.next()));
            arguments.add(replacement.readBack() && dialect.isJsonType() ? YES : NONE);
        }
        var answer = redis.await(replace, keys, arguments);
        var done = new ArrayList<Optional<byte[]>>(replacements.size());
        for (int i = 0; i < replacements.size(); i++) {
            done.add(
                    answer.get(i).type() == ResponseType.NUMBER
                            ? Optional.empty()
                            : Optional.of(
                                    said(answer.get(i), replacements.get(i).next())));
        }
        return done;
    }

    /** A few megabytes at a time, so that a batch of large documents isn't in memory a second time as a whole. */
    @Override
    public List<Written> write(List<Write> writes) {
        var written = new ArrayList<Written>(writes.size());
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < writes.size(); i++) {
            bytes += writes.get(i) instanceof Put put ? put.json().length : 0;
            if (bytes > BYTES_PER_WRITE || i == writes.size() - 1) {
                written.addAll(writeAtOnce(writes.subList(from, i + 1)));
                from = i + 1;
                bytes = 0;
            }
        }
        return written;
    }

    private List<Written> writeAtOnce(List<Write> writes) {
        var keys = writes.stream().map(Write::key).toList();
        var arguments = new ArrayList<Buffer>(4 * writes.size());
        for (var each : writes) {
            switch (each) {
                case Put put -> {
                    arguments.add(Buffer.buffer(put.onlyNew() ? "new" : "put"));
                    arguments.add(Buffer.buffer(put.json()));
                    arguments.add(put.timeToLive()
                            .map(ttl -> Buffer.buffer(Long.toString(ttl.toMillis())))
                            .orElse(NONE));
                    arguments.add(dialect.isJsonType() ? YES : NONE);
                }
                case Delete delete -> {
                    arguments.add(Buffer.buffer("delete"));
                    arguments.add(delete.present().map(Buffer::buffer).orElse(NONE));
                    arguments.add(NONE);
                    arguments.add(NONE);
                }
            }
        }
        var answer = redis.await(write, keys, arguments);
        var written = new ArrayList<Written>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            written.add(written(answer.get(i), writes.get(i)));
        }
        return written;
    }

    private static Written written(Response answer, Write write) {
        if (answer.type() == ResponseType.NUMBER) {
            return switch (answer.toInteger()) {
                case 0 -> new Unknown();
                case 1 -> new WrongType();
                default -> new OtherVersion();
            };
        }
        return new Done(
                switch (write) {
                    case Put put -> said(answer, put.json());
                    case Delete _ -> new byte[0];
                });
    }

    /** What the server said, or, where it was not asked, what it was given. */
    private static byte[] said(Response answer, byte[] given) {
        var json = answer.toBytes();
        return json.length == 0 ? given : json;
    }
}
