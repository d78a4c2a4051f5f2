package webscale.ingest;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.condition.EnabledIf;
import webscale.commons.testing.PostgresResource;

/** Loading, with RabbitMQ between. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(TestRabbit.class)
@EnabledIf(value = "webscale.ingest.TestRabbit#isInstalled", disabledReason = "needs a rabbitmq-server")
class RabbitLoadTest extends LoadContract {
    @Override
    void breakBroker() {
        TestRabbit.killAndRestart();
    }
}
