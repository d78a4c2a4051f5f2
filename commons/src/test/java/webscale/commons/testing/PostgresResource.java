package webscale.commons.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives a service under test an empty database of its own on the {@link PostgresServer}. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.datasource.jdbc.url",
                PostgresServer.newDatabase(),
                "quarkus.datasource.username",
                PostgresServer.USER,
                "quarkus.datasource.password",
                PostgresServer.USER,
                "quarkus.http.test-port",
                "0");
    }

    /** The server ends with the JVM, and the databases with it. */
    @Override
    public void stop() {}
}
