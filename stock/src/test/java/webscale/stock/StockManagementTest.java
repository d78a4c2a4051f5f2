package webscale.stock;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import webscale.commons.testing.PostgresResource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class StockManagementTest {
    @Test
    void is_healthy_in_every_sense_that_the_cluster_asks_for() {
        for (var probe : new String[] {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"}) {
            given().get(probe).then().statusCode(200);
        }
    }
}
