package webscale.query.cache;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.redis.client.RedisClientName;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import webscale.commons.sql.Sql;
import webscale.commons.testing.PostgresServer;
import webscale.query.documents.Await;
import webscale.query.documents.RedisServer;
import webscale.query.testing.Warehouse;
import webscale.query.testing.WarehouseResource;

/** Answers come from the cache as long as they are true, and however many ask, the warehouse is asked once. */
@QuarkusTest
@WithTestResource(WarehouseResource.class)
@Timeout(180)
class CacheTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CROWD = 1000;

    RedisServer redis;
    Warehouse warehouse;

    @Inject
    @RedisClientName("cache")
    Redis shared;

    @Inject
    Versions versions;

    @TestHTTPResource("/")
    URI root;

    /** The test before may have taken it away, and a Redis that was away is left alone for a while. */
    @BeforeEach
    void awaitRedis() {
        Await.until("Redis is used", PATIENCE, () -> {
            var place = place(4);
            assertThat(average(place)).isEqualTo(4);
            return has("answer:1:" + version() + "average:" + place);
        });
    }

    @Test
    void a_thousand_who_ask_at_once_cost_one_query() throws SQLException {
        var place = place(7);
        double before = asked();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answers = new Sql(warehouse.dataSource()).transaction(session -> {
                session.update("LOCK TABLE weather_data");
                var all = IntStream.range(0, CROWD)
                        .mapToObj(_ -> client.sendAsync(
                                HttpRequest.newBuilder(root.resolve("weather/average?location=" + place))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()))
                        .toList();
                PostgresServer.awaitBlockedStatement(session);
                Await.until("all have asked", PATIENCE, () -> inFlight() >= CROWD);
                assertThat(session.query(
                                "SELECT count(*) FROM pg_locks WHERE NOT granted AND database ="
                                        + " (SELECT oid FROM pg_database WHERE datname = current_database())",
                                row -> row.getInt(1)))
                        .as("statements that wait")
                        .containsExactly(1);
                return all;
            });
            answers.forEach(answer -> {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                assertThat(answer.join().body()).contains("\"average\":7.0,\"count\":1");
            });
        }
        assertThat(asked() - before).as("questions to the warehouse").isEqualTo(1);
    }

    @Test
    void an_answer_is_used_until_its_dataset_changes() {
        var place = place(1);
        assertThat(average(place)).isEqualTo(1);
        add(place, 3);
        double before = asked();
        forgetNear(place);
        assertThat(average(place)).as("what Redis knows").isEqualTo(1);
        assertThat(asked()).isEqualTo(before);
        warehouse.changed("records"); // another dataset's load
        forgetNear(place);
        assertThat(average(place)).isEqualTo(1);
        warehouse.changed("weather");
        Await.until("the load is seen", PATIENCE, () -> average(place) == 2);
    }

    @Test
    void an_answer_dies_of_age() {
        var key = "answer:1:" + version() + "average:" + place(1);
        var place = key.substring(key.lastIndexOf(':') + 1);
        average(place);
        long left = call(Request.cmd(Command.PTTL).arg(key)).toLong();
        assertThat(left)
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofSeconds(299).toMillis());
    }

    @Test
    void a_flushed_redis_costs_a_query_and_nothing_else() {
        var place = place(1);
        assertThat(average(place)).isEqualTo(1);
        add(place, 3);
        redis.call("FLUSHALL");
        forgetNear(place);
        assertThat(average(place)).as("asked anew").isEqualTo(2);
    }

    @Test
    void a_killed_or_silent_redis_makes_answers_slower_and_none_wrong() {
        var place = place(1);
        assertThat(average(place)).isEqualTo(1);
        redis.kill();
        try {
            assertThat(average(place(5))).isEqualTo(5);
            assertThat(given().get("/votes").statusCode()).isEqualTo(200);
            assertThat(given().formParam("location", place).post("/query").asString())
                    .contains("1.00 °C");
            add(place, 3);
            warehouse.changed("weather");
            Await.until("the load is seen", PATIENCE, () -> average(place) == 2);
        } finally {
            redis.start();
        }
        awaitRedis();
        redis.signal("STOP");
        try {
            assertThat(average(place(6))).isEqualTo(6);
            assertThat(average(place(7))).isEqualTo(7);
        } finally {
            redis.signal("CONT");
        }
    }

    @Test
    void waits_for_another_replica_that_is_asking_already() {
        var place = place(1);
        var key = "answer:1:" + version() + "average:" + place;
        call(Request.cmd(Command.SET).arg(key + ":lock").arg("1"));
        double before = asked();
        int locks = calls("set");
        var answer = CompletableFuture.supplyAsync(() -> average(place));
        Await.until("the lock was tried", PATIENCE, () -> calls("set") > locks);
        assertThat(answer).isNotDone();
        call(Request.cmd(Command.SET).arg(key).arg("{\"location\":\"" + place + "\",\"average\":42.0,\"count\":1}"));
        assertThat(answer.join()).isEqualTo(42);
        assertThat(asked()).isEqualTo(before);
    }

    @Test
    void what_somebody_else_wrote_into_redis_is_no_answer() {
        var place = place(1);
        call(Request.cmd(Command.SET)
                .arg("answer:1:" + version() + "average:" + place)
                .arg("[1,"));
        assertThat(average(place)).isEqualTo(1);
        // The documents' API writes elsewhere.
        var poisoned = place(1);
        var key = "answer:1:" + version() + "average:" + poisoned;
        given().contentType("application/json")
                .body("{\"id\":\"" + key + "\",\"location\":\"x\",\"average\":9,\"count\":1}")
                .post("/api/v1/string");
        assertThat(average(poisoned)).isEqualTo(1);
    }

    @Test
    void a_flood_of_questions_does_not_fill_redis() {
        var budget = new Budget(10);
        assertThat(IntStream.range(0, 1000).filter(_ -> budget.take()).count()).isBetween(10L, 500L);
    }

    /** A new place with one measurement. */
    private String place(int temperature) {
        var place = "p" + UUID.randomUUID();
        add(place, temperature);
        return place;
    }

    private void add(String place, int temperature) {
        warehouse.run("INSERT INTO weather_data (location, temperature, humidity, wind_speed, timestamp) VALUES ('"
                + place + "', " + temperature + ", 50, 1, now())");
    }

    private static double average(String place) {
        var answer = given().get("/weather/average?location=" + URLEncoder.encode(place, StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.jsonPath().getDouble("average");
    }

    /** Waits until this process has to look at Redis again, which it then counts. */
    private void forgetNear(String place) {
        double before = found() + asked();
        Await.until("it is looked for again", PATIENCE, () -> {
            average(place);
            return found() + asked() > before;
        });
        double after = found() + asked();
        assertThat(after).isGreaterThan(before);
    }

    private String version() {
        Await.until("the versions are known", PATIENCE, () -> versions.of(java.util.List.of("weather"))
                .isPresent());
        return versions.of(java.util.List.of("weather")).orElseThrow();
    }

    private boolean has(String key) {
        return call(Request.cmd(Command.EXISTS).arg(key)).toInteger() == 1;
    }

    /** How often Redis was called so. */
    private int calls(String command) {
        var stats = call(Request.cmd(Command.INFO).arg("commandstats")).toString();
        var counted = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(stats);
        return counted.find() ? Integer.parseInt(counted.group(1)) : 0;
    }

    private Response call(Request request) {
        return shared.send(request).toCompletionStage().toCompletableFuture().join();
    }

    private static double asked() {
        return metric("webscale_cache_answers_total{from=\"warehouse\"");
    }

    private static double found() {
        return metric("webscale_cache_answers_total{from=\"redis\"");
    }

    private static double inFlight() {
        return metric("http_server_active_requests");
    }

    private static double metric(String name) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
