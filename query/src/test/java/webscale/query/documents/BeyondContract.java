package webscale.query.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static webscale.query.documents.Api.document;
import static webscale.query.documents.Api.edit;
import static webscale.query.documents.Api.error;
import static webscale.query.documents.Api.get;
import static webscale.query.documents.Api.json;
import static webscale.query.documents.Api.newKey;
import static webscale.query.documents.Api.ok;
import static webscale.query.documents.Api.request;
import static webscale.query.documents.Api.send;
import static webscale.query.documents.Api.store;

import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API promises beyond the public set: limits, versions, patches, times to live, and the page. */
abstract class BeyondContract {
    private static final int DOCUMENT_MAX = 1 << 20;
    private static final String PATCH = "application/json-patch+json";
    private static final String MERGE = "application/merge-patch+json";

    private static Response patch(String type, String key, String body) {
        return request()
                .contentType(type)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .patch("/api/v1/doc/" + key);
    }

    private static String large(String key, int bytes) {
        var start = "{\"id\":\"" + key + "\",\"l\":[],\"n\":1,\"s\":\"";
        return start + "x".repeat(bytes - start.length() - 2) + "\"}";
    }

    @Test
    void takes_a_document_of_a_mebibyte_and_refuses_one_byte_more() {
        var key = newKey();
        ok(send("POST", "redisjson", large(key, DOCUMENT_MAX)));
        var before = document(key);
        assertThat(before.get("s").asText().length()).isGreaterThan(DOCUMENT_MAX - 100);
        assertThat(ok(get("subdoc/" + key + "/n"))).isEqualTo(json("1"));
        for (var kind : List.of("redisjson", "hash", "string")) {
            error(send("POST", kind, large(newKey(), DOCUMENT_MAX + 1)), 413);
        }
        error(edit("append", key, "s", "str", "\"x\""), 413);
        error(edit("appendarray", key, "l", "arr", "[1]"), 413);
        error(edit("update", key, "n", "str", "\"long\""), 413);
        error(edit("increby", key, "n", "num", "9"), 413);
        error(patch(MERGE, key, "{\"m\":1}"), 413);
        assertThat(document(key)).isEqualTo(before);
        assertThat(ok(edit("increby", key, "n", "num", "8"))).isEqualTo(json("9"));
        ok(edit("update", key, "s", "str", "\"\""));
        ok(edit("append", key, "s", "str", "\"x\""));
    }

    @Test
    void takes_a_document_sixty_four_deep_and_refuses_one_level_more() {
        var key = newKey();
        ok(send("POST", "redisjson", "{\"id\":\"" + key + "\",\"d\":" + "[".repeat(63) + "]".repeat(63) + "}"));
        assertThat(document(key).get("d").size()).isEqualTo(1);
        error(send("POST", "redisjson", "{\"d\":" + "[".repeat(64) + "]".repeat(64) + "}"), 413);
        var deepest = "d" + "[0]".repeat(62);
        ok(edit("appendarray", key, deepest, "arr", "[1]"));
        error(edit("appendarray", key, deepest, "arr", "[[]]"), 413);
        error(edit("update", key, deepest + "[0]", "str", "[]"), 413);
        error(patch(PATCH, key, "[{\"op\":\"add\",\"path\":\"/d" + "/0".repeat(62) + "/-\",\"value\":{}}]"), 413);
        ok(edit("update", key, deepest + "[0]", "str", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void refuses_a_hundred_thousand_levels(String level) {
        var deep = level.repeat(100_000);
        var key = store("\"n\":1");
        error(send("POST", "redisjson", "{\"a\":" + deep + "}"), 413);
        error(send("POST", "redisjson", deep), 413);
        error(edit("update", key, "n", "str", deep), 413);
        error(patch(PATCH, key, deep), 413);
        error(get("subdoc/" + key + "/" + "a.".repeat(500) + "a"), 404);
        error(get("subdoc/" + key + "/" + "a.".repeat(600) + "a"), 400);
    }

    @Test
    void refuses_a_body_of_a_hundred_megabytes_before_it_has_come() {
        var declared = "POST /api/v1/redisjson HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n{";
        assertThat(Api.raw(declared.getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 413")
                .contains("{\"error\":");
        var chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
        var chunked = "PUT /api/v1/redisjson/update HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk
                + chunk;
        assertThat(Api.raw(chunked.getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 413")
                .contains("{\"error\":");
    }

    @Test
    void names_the_version_of_a_document_and_answers_304_for_a_known_one() {
        var key = newKey();
        var stored = send("POST", "redisjson", "{\"id\":\"" + key + "\",\"n\":1.0e10,\"s\":\"\\u001f/é\"}");
        var version = stored.header("ETag");
        assertThat(version).matches("\"[\\w-]+\"");
        assertThat(get("doc/" + key).header("ETag")).isEqualTo(version);
        var known = request().header("If-None-Match", "\"x\", " + version).get("/api/v1/doc/" + key);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.asByteArray()).isEmpty();
        ok(edit("increby", key, "n", "num", "1"));
        assertThat(get("doc/" + key).header("ETag")).isNotEqualTo(version);
        ok(request().header("If-None-Match", version).get("/api/v1/doc/" + key));
    }

    @Test
    void changes_only_the_version_that_the_client_knows() {
        var key = store("\"n\":1.5,\"l\":[]");
        var version = get("doc/" + key).header("ETag");
        var body = "{\"key\":\"" + key + "\",\"field\":\"n\",\"num\":1}";
        var changed = request().header("If-Match", version).body(body).put("/api/v1/redisjson/increby");
        assertThat(ok(changed)).isEqualTo(json("2.5"));
        assertThat(changed.header("ETag"))
                .isEqualTo(get("doc/" + key).header("ETag"))
                .isNotEqualTo(version);
        error(request().header("If-Match", version).body(body).put("/api/v1/redisjson/increby"), 409);
        error(
                request()
                        .header("If-Match", version)
                        .contentType(MERGE)
                        .body("{\"n\":7}")
                        .patch("/api/v1/doc/" + key),
                409);
        error(request().header("If-Match", version).delete("/api/v1/redisjson/delete/" + key), 409);
        error(
                request()
                        .header("If-Match", version)
                        .body("{\"id\":\"" + key + "\"}")
                        .post("/api/v1/redisjson"),
                409);
        assertThat(document(key).get("n")).isEqualTo(json("2.5"));
        var replaced = request()
                .header("If-Match", changed.header("ETag"))
                .body("{\"id\":\"" + key + "\"}")
                .post("/api/v1/redisjson");
        assertThat(ok(replaced)).isEqualTo(document(key));
        ok(request().header("If-Match", replaced.header("ETag")).delete("/api/v1/redisjson/delete/" + key));
        error(request().header("If-Match", "*").delete("/api/v1/redisjson/delete/" + key), 404);
    }

    @Test
    void stores_only_what_is_new_where_asked() {
        var body = "{\"id\":\"" + newKey() + "\"}";
        ok(request().header("If-None-Match", "*").body(body).post("/api/v1/redisjson"));
        error(request().header("If-None-Match", "*").body(body).post("/api/v1/redisjson"), 409);
    }

    @Test
    void applies_a_json_patch_as_a_whole_or_not_at_all() {
        var key = store("\"a\":{\"b\":[1,2]},\"n\":9223372036854775807,\"d\":0.1");
        var patched = patch(
                PATCH,
                key,
                "[{\"op\":\"test\",\"path\":\"/a/b/1\",\"value\":2},{\"op\":\"add\",\"path\":\"/a/b/-\",\"value\":{\"ü\":[]}},"
                        + "{\"op\":\"copy\",\"from\":\"/a/b\",\"path\":\"/c\"},{\"op\":\"move\",\"from\":\"/d\",\"path\":\"/e~1~0\"},"
                        + "{\"op\":\"remove\",\"path\":\"/a/b/0\"},{\"op\":\"replace\",\"path\":\"/id\",\"value\":null}]");
        var expected = json("{\"id\":null,\"a\":{\"b\":[2,{\"ü\":[]}]},\"n\":9223372036854775807,"
                + "\"c\":[1,2,{\"ü\":[]}],\"e/~\":0.1}");
        assertThat(ok(patched)).isEqualTo(expected).isEqualTo(document(key));
        assertThat(patched.header("ETag")).isEqualTo(get("doc/" + key).header("ETag"));
        error(
                patch(
                        PATCH,
                        key,
                        "[{\"op\":\"remove\",\"path\":\"/a\"},{\"op\":\"test\",\"path\":\"/n\",\"value\":1}]"),
                409);
        error(patch(PATCH, key, "[{\"op\":\"remove\",\"path\":\"/nothing\"}]"), 409);
        error(patch(PATCH, key, "[{\"op\":\"add\",\"path\":\"/a/b/9\",\"value\":1}]"), 409);
        error(patch(PATCH, key, "[{\"op\":\"replace\",\"path\":\"\",\"value\":[]}]"), 400);
        assertThat(document(key)).isEqualTo(expected);
        error(patch(PATCH, newKey(), "[]"), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "1",
                "[1]",
                "[{}]",
                "[{\"op\":\"add\"}]",
                "[{\"op\":\"add\",\"path\":\"/a\"}]",
                "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]",
                "[{\"op\":\"nothing\",\"path\":\"/a\"}]",
                "[{\"op\":5,\"path\":\"/a\"}]",
                "[{\"op\":\"copy\",\"path\":\"/a\"}]",
                "["
            })
    void refuses_what_is_no_json_patch(String body) {
        error(patch(PATCH, store("\"a\":1"), body), 400);
    }

    @Test
    void refuses_a_patch_that_would_grow_without_end() {
        var key = store("\"a\":[1]");
        var copies = "{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/-\"},".repeat(200);
        error(patch(PATCH, key, "[" + copies + "{\"op\":\"test\",\"path\":\"/a\",\"value\":1}]"), 413);
        error(patch(PATCH, key, "[" + "{\"op\":\"remove\",\"path\":\"/x\"},".repeat(300) + "{}]"), 413);
        assertThat(document(key).get("a")).isEqualTo(json("[1]"));
    }

    @Test
    void applies_a_merge_patch() {
        var key = store("\"a\":{\"b\":1,\"c\":2},\"l\":[1]");
        assertThat(ok(patch(MERGE, key, "{\"a\":{\"b\":null,\"d\":{\"e\":[]}},\"l\":{\"x\":9007199254740993}}")))
                .isEqualTo(json(
                        "{\"id\":\"" + key + "\",\"a\":{\"c\":2,\"d\":{\"e\":[]}},\"l\":{\"x\":9007199254740993}}"))
                .isEqualTo(document(key));
        error(patch(MERGE, key, "[]"), 400);
        error(patch(MERGE, key, "{\"n\":9223372036854775808}"), 400);
        error(patch("application/json", key, "{}"), 415);
    }

    @Test
    void lets_a_key_live_as_long_as_it_is_told() {
        for (var kind : List.of("redisjson", "hash", "string")) {
            var key = newKey();
            ok(send("POST", kind + "?ttl=1000", "{\"id\":\"" + key + "\",\"n\":1}"));
            assertThat(ok(get("ttl/" + key)).asInt()).isBetween(900, 1000);
            ok(send("PUT", kind + "/update", "{\"key\":\"" + key + "\",\"field\":\"n\",\"str\":2}"));
            assertThat(ok(get("ttl/" + key)).asInt()).as("an edit keeps it").isBetween(900, 1000);
            ok(send("PUT", "ttl/" + key, "{\"seconds\":5000}"));
            assertThat(ok(get("ttl/" + key)).asInt()).isBetween(4900, 5000);
            ok(send("POST", kind, "{\"id\":\"" + key + "\",\"n\":1}"));
            assertThat(ok(get("ttl/" + key)).isNull())
                    .as("a new document has none")
                    .isTrue();
            ok(send("PUT", "ttl/" + key, "{\"seconds\":5000}"));
            ok(send("DELETE", "ttl/" + key, ""));
            assertThat(ok(get("ttl/" + key)).isNull()).isTrue();
            ok(send("DELETE", "ttl/" + key, ""));
            for (var bad : List.of("0", "-1", "1.5", "\"x\"", "2147483648", "null")) {
                error(send("PUT", "ttl/" + key, "{\"seconds\":" + bad + "}"), 400);
            }
            error(send("POST", kind + "?ttl=0", "{\"a\":1}"), 400);
        }
        error(get("ttl/" + newKey()), 404);
        error(send("PUT", "ttl/" + newKey(), "{\"seconds\":1}"), 404);
        error(send("DELETE", "ttl/" + newKey(), ""), 404);
    }

    @Test
    void a_key_is_gone_when_its_time_is_over() {
        var key = newKey();
        ok(send("POST", "redisjson?ttl=1", "{\"id\":\"" + key + "\"}"));
        Await.until(
                "it is gone",
                java.time.Duration.ofSeconds(20),
                () -> get("doc/" + key).statusCode() == 404);
    }

    @Test
    void shows_keys_and_documents_in_a_page_without_scripts() {
        var key = newKey();
        var evil = "<script>alert(1)</script>";
        ok(send(
                "POST",
                "redisjson",
                "{\"id\":\"" + key + "\",\"" + evil + "\":\"" + evil + "\",\"l\":[" + "[1],".repeat(150) + "2],\"s\":\""
                        + "é".repeat(100_000) + "\"}"));
        var list = request().get("/documents?pattern=" + key);
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.asString()).contains("<a href=\"?key=" + key.replace(":", "%3A") + "\">");
        var page = request().get("/documents?key=" + key);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.asString())
                .doesNotContain("<script", "href=\"/")
                .contains("&lt;script&gt;", "from=20", "200002 bytes")
                .hasSizeLessThan(100_000);
        var part = request().get("/documents?key=" + key + "&path=l&from=100");
        assertThat(part.asString()).contains(">150<").doesNotContain(">99<");
        for (var kind : List.of("hash", "string")) {
            var other = Api.storeAs(kind, "\"a\":[5]");
            assertThat(request().get("/documents?key=" + other + "&path=a").asString())
                    .contains(kind, ": 5");
        }
        assertThat(request().get("/documents?key=" + newKey()).statusCode()).isEqualTo(404);
        assertThat(request().get("/documents?key=" + key + "&from=-1").statusCode())
                .isEqualTo(400);
        assertThat(request().get("/documents?key=" + key + "&path=nothing").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"/q/health/ready, UP", "/q/metrics, webscale_batch_size", "/q/openapi, redisjson/appendarray"})
    void is_observable(String path, String expected) {
        get("doc/x");
        var answer = request().get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).contains(expected);
    }
}
