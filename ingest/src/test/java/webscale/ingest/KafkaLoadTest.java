package webscale.ingest;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import webscale.commons.testing.PostgresResource;

/** Loading, with Kafka between. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(TestKafka.class)
class KafkaLoadTest extends LoadContract {
    @Override
    void breakBroker() {
        TestKafka.killAndRestart();
    }
}
