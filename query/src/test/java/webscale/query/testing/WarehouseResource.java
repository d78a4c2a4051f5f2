package webscale.query.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import webscale.commons.testing.PostgresServer;
import webscale.query.documents.RedisServer;

/** The service on a warehouse with some data, and a Redis of its own. */
public final class WarehouseResource implements QuarkusTestResourceLifecycleManager {
    private RedisServer redis;
    private Warehouse warehouse;

    @Override
    public Map<String, String> start() {
        redis = RedisServer.plain().start();
        warehouse = Warehouse.filled(PostgresServer.newDatabase());
        return Map.of(
                "quarkus.redis.hosts",
                redis.url(),
                "quarkus.datasource.jdbc.url",
                warehouse.url(),
                "quarkus.datasource.username",
                PostgresServer.USER,
                "quarkus.datasource.password",
                PostgresServer.USER,
                "quarkus.http.test-port",
                "0");
    }

    @Override
    public void stop() {
        redis.close();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(redis, new TestInjector.MatchesType(RedisServer.class));
        injector.injectIntoFields(warehouse, new TestInjector.MatchesType(Warehouse.class));
    }
}
