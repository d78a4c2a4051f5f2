package webscale.query.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static webscale.query.documents.Api.document;
import static webscale.query.documents.Api.store;

import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sixty-four clients on one document, a thousand edits of each kind by each of them. */
@Timeout(300)
abstract class ConcurrencyContract {
    private static final int CLIENTS = 64;
    private static final int EDITS = 1_000;

    private Vertx vertx;
    private HttpClient client;

    @BeforeEach
    void connect() {
        vertx = Vertx.vertx();
        client = vertx.createHttpClient(
                new PoolOptions().setHttp1MaxSize(CLIENTS).setMaxWaitQueueSize(-1));
    }

    @AfterEach
    void disconnect() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void lose_no_increment() throws Exception {
        var key = store("\"n\":0,\"other\":{\"m\":5}");
        var answers = all(key, "increby", (_, _) -> "\"field\":\"n\",\"num\":1");
        assertThat(document(key).get("n").asInt()).isEqualTo(CLIENTS * EDITS);
        assertThat(document(key).get("other").get("m").asInt()).isEqualTo(5);
        assertThat(new HashSet<>(answers)).as("each saw a number of its own").hasSize(CLIENTS * EDITS);
    }

    @Test
    void lose_no_append() throws Exception {
        var key = store("\"s\":\"\"");
        all(key, "append", (client, _) -> "\"field\":\"s\",\"str\":" + Api.quoted(Character.toString('0' + client)));
        var text = document(key).get("s").asText();
        assertThat(text).hasSize(CLIENTS * EDITS);
        for (int i = 0; i < CLIENTS; i++) {
            int client = '0' + i;
            assertThat(text.chars().filter(c -> c == client).count()).isEqualTo(EDITS);
        }
    }

    @Test
    void lose_no_array_append() throws Exception {
        var key = store("\"l\":[]");
        all(key, "appendarray", (client, edit) -> "\"field\":\"l\",\"arr\":[" + (client * EDITS + edit) + "]");
        var seen = new HashSet<Integer>();
        var next = new int[CLIENTS];
        document(key).get("l").forEach(element -> {
            seen.add(element.asInt());
            assertThat(element.asInt() % EDITS).as("each client's in order").isEqualTo(next[element.asInt() / EDITS]++);
        });
        assertThat(seen).hasSize(CLIENTS * EDITS);
    }

    private interface Body {
        String of(int client, int edit);
    }

    /** The answers of all edits. */
    private List<String> all(String key, String operation, Body body) throws Exception {
        var answers = java.util.Collections.synchronizedList(new ArrayList<String>());
        var clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> edits(key, operation, body, i, 0, answers))
                .toList();
        Future.all(clients).toCompletionStage().toCompletableFuture().get(280, TimeUnit.SECONDS);
        return answers;
    }

    private Future<Void> edits(
            String key, String operation, Body body, int clientNumber, int from, List<String> answers) {
        if (from == EDITS) {
            return Future.succeededFuture();
        }
        var text = "{\"key\":\"" + key + "\"," + body.of(clientNumber, from) + "}";
        return client.request(HttpMethod.PUT, RestAssured.port, "localhost", "/api/v1/redisjson/" + operation)
                .compose(request -> request.send(Buffer.buffer(text)))
                .compose(response -> response.body().map(answer -> {
                    assertThat(response.statusCode()).as(answer.toString()).isEqualTo(200);
                    return answer.toString();
                }))
                .compose(answer -> {
                    answers.add(answer);
                    return edits(key, operation, body, clientNumber, from + 1, answers);
                });
    }
}
