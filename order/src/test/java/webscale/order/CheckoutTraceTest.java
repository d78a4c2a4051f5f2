package webscale.order;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import webscale.commons.testing.PostgresResource;

/** What a checkout's trace tells, from the client's own span to the calls of other services. */
@QuarkusTest
@TestProfile(CheckoutTraceTest.Traced.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Neighbours.class, restrictToAnnotatedClass = true)
class CheckoutTraceTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ANOTHER = "0af7651916cd43dd8448eb211c80319c";

    public static final class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.simple", "true",
                    "quarkus.log.category.\"webscale.checkout\".level", "DEBUG");
        }
    }

    @Singleton
    static final class Exporter {
        @Produces
        @Singleton
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }
    }

    @Inject
    InMemorySpanExporter exporter;

    @Test
    void is_one_trace_from_the_client_to_the_other_services() {
        checkOut(order(), TRACE);

        // the last thing is to tell payment that what it holds is paid
        await().atMost(Duration.ofSeconds(20))
                .until(() -> named("POST /internal/charges").size() == 2);
        assertThat(spans())
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder(
                        "POST /orders/checkout/{order_id}",
                        "checkout-log", // begins
                        "checkout-log batch",
                        "payment", // holds
                        "payment batch",
                        "POST /internal/charges",
                        "stock", // takes
                        "stock batch",
                        "POST /internal/takings",
                        "checkout-log", // ends
                        "checkout-log batch",
                        "payment", // settles
                        "payment batch",
                        "POST /internal/charges");
        assertThat(Neighbours.traceOf("/internal/takings"))
                .isEqualTo(
                        "00-%s-%s-01",
                        TRACE, named("POST /internal/takings").getFirst().getSpanId());
    }

    @Test
    void is_named_in_the_log_beside_the_order() {
        var order = order();
        var events = new CopyOnWriteArrayList<Map<String, String>>();
        var log = Logger.getLogger("webscale.checkout");
        var handler = new ExtHandler() {
            @Override
            protected void doPublish(ExtLogRecord event) {
                events.add(event.getMdcCopy());
            }
        };
        handler.setLevel(Level.ALL);
        log.addHandler(handler);
        try {
            checkOut(order, ANOTHER);
        } finally {
            log.removeHandler(handler);
        }

        assertThat(events).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("orderId", order)
                .containsEntry("traceId", ANOTHER));
    }

    private static String order() {
        var shop = Neighbours.renew();
        shop.stock.put("shoe", 1L);
        shop.credit.put("ann", 1L);
        var order = given().post("/orders/create/ann").jsonPath().getString("order_id");
        given().post("/orders/addItem/" + order + "/shoe/1").then().statusCode(200);
        return order;
    }

    private static void checkOut(String order, String trace) {
        given().header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .post("/orders/checkout/" + order)
                .then()
                .statusCode(200);
    }

    private List<SpanData> named(String name) {
        return spans().stream().filter(span -> span.getName().equals(name)).toList();
    }

    private List<SpanData> spans() {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(TRACE))
                .toList();
    }
}
