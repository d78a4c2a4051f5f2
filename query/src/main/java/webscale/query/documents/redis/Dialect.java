package webscale.query.documents.redis;

/**
 * How a text lies in Redis, as Lua functions of a key: {@code holds} says whether the key holds one (nil: nothing at
 * all), {@code load} gives the text (nil: nothing, false: something else), {@code at} the part at a path, in brackets,
 * and {@code store} writes it.
 */
enum Dialect {
    /** Documents as the server's own JSON type. */
    JSON_TYPE(true, """
            local function said(text)
              if not text then return nil end
              if type(text) ~= 'table' then return text end
              if string.find(text.err, 'wrong') then return false end
              return error(text.err)
            end
            local function holds(key)
              local kind = redis.call('TYPE', key).ok
              if kind == 'none' then return nil end
              return kind == 'ReJSON-RL'
            end
            local function load(key) return said(redis.pcall('JSON.GET', key)) end
            local function at(key, path) return said(redis.pcall('JSON.GET', key, path)) end
            local function store(key, text) redis.call('JSON.SET', key, '$', text) end
            """),
    /** Documents as strings. A line feed before the JSON, which is blank to JSON, tells them from other strings. */
    MARKED_STRING(false, """
            local function holds(key)
              local kind = redis.call('TYPE', key).ok
              if kind == 'none' then return nil end
              return kind == 'string' and redis.call('GETRANGE', key, 0, 0) == '\\n'
            end
            local function load(key)
              local text = redis.pcall('GET', key)
              if not text then return nil end
              if type(text) == 'table' or string.byte(text) ~= 10 then return false end
              return string.sub(text, 2)
            end
            local at = load
            local function store(key, text) redis.call('SET', key, '\\n' .. text) end
            """),
    /** Strings that are no documents. */
    PLAIN_STRING(false, """
            local function holds(key)
              local kind = redis.call('TYPE', key).ok
              if kind == 'none' then return nil end
              return kind == 'string' and redis.call('GETRANGE', key, 0, 0) ~= '\\n'
            end
            local function load(key)
              local text = redis.pcall('GET', key)
              if not text then return nil end
              if type(text) == 'table' or string.byte(text) == 10 then return false end
              return text
            end
            local at = load
            local function store(key, text) redis.call('SET', key, text) end
            """);

    private final boolean findsPaths;
    private final String functions;

    Dialect(boolean findsPaths, String functions) {
        this.findsPaths = findsPaths;
        this.functions = functions;
    }

    /** Whether the server finds a path by itself, and says texts in its own way. */
    boolean isJsonType() {
        return findsPaths;
    }

    Script script(String body) {
        return Script.of(functions + body);
    }
}
