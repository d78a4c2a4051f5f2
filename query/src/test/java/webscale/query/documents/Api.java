package webscale.query.documents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What tests ask of the API, and how its answers must look. */
final class Api {
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final AtomicLong KEYS = new AtomicLong(System.nanoTime());

    private Api() {}

    static RequestSpecification request() {
        var plain = EncoderConfig.encoderConfig()
                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                .defaultContentCharset(StandardCharsets.UTF_8);
        return given().config(RestAssuredConfig.config().encoderConfig(plain)).urlEncodingEnabled(false);
    }

    static Response get(String path) {
        return request().get("/api/v1/" + path);
    }

    static Response send(String method, String path, String body) {
        return request()
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .request(method, "/api/v1/" + path);
    }

    static String newKey() {
        return "test:" + KEYS.incrementAndGet();
    }

    /** Stores a document with these members, and an id, and returns its key. */
    static String store(String members) {
        return storeAs("redisjson", members);
    }

    static String storeAs(String kind, String members) {
        var key = newKey();
        ok(send("POST", kind, "{\"id\":\"" + key + "\"" + (members.isEmpty() ? "" : ",") + members + "}"));
        return key;
    }

    /** An edit of the field {@code n} or any other. */
    static Response edit(String operation, String key, String field, String parameter, String json) {
        return send(
                "PUT",
                "redisjson/" + operation,
                "{\"key\":" + quoted(key) + ",\"field\":" + quoted(field) + ",\"" + parameter + "\":" + json + "}");
    }

    static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks that this is a good answer, and returns its JSON. */
    static JsonNode ok(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var body = body(answer);
        assertThat(body.path("status").asText()).isEqualTo("ok");
        assertThat(body.has("json")).isTrue();
        assertThat(body.properties().stream().map(Map.Entry::getKey)).isSubsetOf("status", "json", "key");
        return body.get("json");
    }

    /** Checks that this is a refusal in the form of this API. */
    static String error(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        var body = body(answer);
        assertThat(body.properties().stream().map(Map.Entry::getKey)).containsExactly("error");
        assertThat(body.get("error").asText()).isNotBlank().doesNotContain("Exception", "webscale", "null");
        return body.get("error").asText();
    }

    static JsonNode body(Response answer) {
        assertThat(answer.contentType()).startsWith("application/json");
        return json(answer.asByteArray());
    }

    static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(text, StandardCharsets.UTF_8), e);
        }
    }

    static JsonNode json(String text) {
        return json(text.getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode document(String key) {
        return ok(get("doc/" + key));
    }

    /** Bytes as they are, over a socket; for requests that no client makes. */
    static String raw(byte[] request) {
        var at = URI.create(RestAssured.baseURI);
        try (var socket = new Socket(at.getHost(), RestAssured.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            var answer = new StringBuilder();
            int bodyAt = -1;
            int length = Integer.MAX_VALUE;
            for (int c = socket.getInputStream().read();
                    c >= 0;
                    c = socket.getInputStream().read()) {
                answer.append((char) c);
                if (bodyAt < 0
                        && answer.length() > 3
                        && answer.substring(answer.length() - 4).equals("\r\n\r\n")) {
                    bodyAt = answer.length();
                    var header = answer.toString().toLowerCase(java.util.Locale.ROOT);
                    int at2 = header.indexOf("content-length:");
                    length = at2 < 0
                            ? 0
                            : Integer.parseInt(header.substring(at2 + 15, header.indexOf('\r', at2))
                                    .strip());
                }
                if (bodyAt >= 0 && answer.length() >= bodyAt + length) {
                    break;
                }
            }
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
