package webscale.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static webscale.commons.testing.Problems.assertProblem;
import static webscale.stock.Shop.newItem;
import static webscale.stock.Shop.stockOf;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresResource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
@TestProfile(OverloadTest.OneWaits.class)
@Timeout(60)
class OverloadTest {
    public static final class OneWaits implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("webscale.stock.change.waiting-max", "1");
        }
    }

    @Inject
    DataSource pool;

    @Test
    void says_429_with_a_time_to_come_back_and_has_begun_nothing() {
        var id = newItem(1, 5);
        var running = new ArrayList<CompletableFuture<Response>>();
        Executor threads = Thread::startVirtualThread;
        // While the row is locked, one request is worked on and one waits, so that one of three is refused.
        new Sql(pool).transaction(session -> {
            session.query("SELECT FROM item WHERE id = ? FOR UPDATE", _ -> 1, id);
            for (int i = 0; i < 3; i++) {
                running.add(CompletableFuture.supplyAsync(() -> given().post("/stock/add/" + id + "/1"), threads));
            }
            return CompletableFuture.anyOf(running.toArray(CompletableFuture<?>[]::new))
                    .join();
        });
        var answers = running.stream().map(CompletableFuture::join).toList();
        var refused =
                answers.stream().filter(answer -> answer.statusCode() != 200).toList();
        assertThat(refused).hasSizeBetween(1, 2);
        for (var answer : refused) {
            assertThat(assertProblem(answer, 429)).isEqualTo("overloaded");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        assertThat(stockOf(id)).isEqualTo(5 + 3 - refused.size());
    }
}
