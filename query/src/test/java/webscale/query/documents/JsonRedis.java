package webscale.query.documents;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Optional;

/** The service on a Redis with JSON commands. */
public final class JsonRedis implements QuarkusTestResourceLifecycleManager {
    static final String MISSING = "no Redis with JSON commands: set WEBSCALE_REDIS_JSON to what redis-json.sh prints";

    private Optional<RedisServer> server = Optional.empty();

    @Override
    public Map<String, String> start() {
        server = RedisServer.withJson().map(RedisServer::start);
        return server.map(redis -> Map.of("quarkus.redis.hosts", redis.url(), "quarkus.http.test-port", "0"))
                .orElseGet(Map::of);
    }

    @Override
    public void stop() {
        server.ifPresent(RedisServer::close);
    }

    @Override
    public void inject(TestInjector injector) {
        server.ifPresent(redis -> injector.injectIntoFields(redis, new TestInjector.MatchesType(RedisServer.class)));
    }
}
