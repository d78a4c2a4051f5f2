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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API promises, whichever Redis is behind it. */
abstract class DocumentContract {
    @Test
    void stores_an_object_under_its_id_and_finds_it_as_it_was() {
        var key = newKey();
        var text = "{\"id\":\"" + key
                + "\",\"b\":[],\"a\":{},\"ü\\\"\":\"é😀\\u0000\\n\\u001f/\\\\\",\"x\":[1,2.5,true,false,null,\"\"]}";
        var answer = send("POST", "redisjson", text);
        assertThat(ok(answer)).isEqualTo(json(text));
        assertThat(answer.jsonPath().getString("key")).isEqualTo(key);
        assertThat(document(key)).isEqualTo(json(text));
        assertThat(document(key).fieldNames()).toIterable().containsExactly("id", "b", "a", "ü\"", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":null}", "{\"id\":\"\"}"})
    void makes_a_key_where_there_is_no_id(String text) {
        var answer = send("POST", "redisjson", text);
        ok(answer);
        var key = answer.jsonPath().getString("key");
        assertThat(key).matches("redisJSON:[0-9a-f-]{36}");
        assertThat(document(key)).isEqualTo(json(text));
    }

    @Test
    void takes_a_whole_number_for_an_id_and_whatever_content_type_comes() {
        var id = Long.toString(System.nanoTime());
        ok(request().contentType("text/plain").body("{\"id\":" + id + "}").post("/api/v1/redisjson"));
        assertThat(document(id).get("id").asText()).isEqualTo(id);
    }

    @Test
    void replaces_a_document_of_the_same_id() {
        var key = store("\"a\":1");
        ok(send("POST", "redisjson", "{\"id\":\"" + key + "\",\"b\":2}"));
        assertThat(document(key).has("a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}}",
                "{} {}",
                "[]",
                "1",
                "null",
                "\"x\"",
                "{\"a\":01}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":1e400}",
                "{\"a\":-1e400}",
                "{\"a\":9223372036854775808}",
                "{\"a\":-9223372036854775809}",
                "{\"a\":123456789012345678901234567890}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "{\"id\":[]}",
                "{\"id\":true}",
                "{\"id\":\" \"}",
                "{\"id\":\"a\\u0000b\"}",
                "{\"a\":\"\t\"}",
                "\uFEFF{}"
            })
    void refuses_what_may_not_be_stored(String body) {
        error(send("POST", "redisjson", body), 400);
    }

    @Test
    void refuses_bytes_that_are_no_utf8() {
        for (var bad : List.of(new byte[] {(byte) 0xff}, new byte[] {(byte) 0xc0, (byte) 0xaf}, new byte[] {
            (byte) 0xed, (byte) 0xa0, (byte) 0x80
        })) {
            var body = new java.io.ByteArrayOutputStream();
            body.writeBytes("{\"a\":\"".getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(bad);
            body.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
            error(
                    request()
                            .contentType("application/json")
                            .body(body.toByteArray())
                            .post("/api/v1/redisjson"),
                    400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "9007199254740993",
                "9223372036854775807",
                "-9223372036854775808",
                "0.1",
                "1.7976931348623157E308",
                "4.9E-324",
                "1.2345678901234567",
                "100.0"
            })
    void keeps_numbers_exactly(String number) {
        var key = store("\"n\":" + number);
        var kept = ok(get("subdoc/" + key + "/n"));
        if (number.contains(".")) {
            assertThat(kept.isIntegralNumber()).isFalse();
            assertThat(kept.doubleValue()).isEqualTo(Double.parseDouble(number));
        } else {
            assertThat(kept.isIntegralNumber()).isTrue();
            assertThat(kept.longValue()).isEqualTo(Long.parseLong(number));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | 1",
                ".a | 1",
                "$.a | 1",
                "names[0].language.name | \"ja\"",
                "names[0].language | {\"name\":\"ja\"}",
                "names[1] | [[],[7]]",
                "names[1][1][0] | 7",
                "names[-1][-1][-1] | 7",
                "[\"x.y\"][\"p q\"] | null",
                "['x.y']['[0]'] | \"br\"",
                "ü | \"é\"",
                "q\\\" | 5"
            })
    void finds_a_part(String path, String expected) {
        var key = store(
                "\"a\":1,\"names\":[{\"language\":{\"name\":\"ja\"}},[[],[7]]],\"x.y\":{\"p q\":null,\"[0]\":\"br\"},\"ü\":\"é\",\"q\\\\\\\"\":5");
        var encoded = java.net.URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(ok(get("subdoc/" + key + "/" + encoded))).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "a.b", "a[0]", "l[2]", "l[-3]", "l.a", "l[0][0]", "A", "%5B0%5D", "a%00"})
    void says_404_for_a_path_that_leads_nowhere(String path) {
        error(
                get("subdoc/" + store("\"a\":1,\"l\":[1,2]") + "/"
                        + path.replace("[", "%5B").replace("]", "%5D")),
                404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a..b",
                "a.",
                "a[",
                "a[]",
                "a[x]",
                "a[1",
                "a[-0]",
                "a[99999999999]",
                "a[\"b]",
                "a[\"b\"",
                "a]b[",
                "[0]a"
            })
    void says_400_for_what_is_no_path(String path) {
        var key = store("\"a\":1");
        error(get("subdoc/" + key + "/" + java.net.URLEncoder.encode(path, StandardCharsets.UTF_8)), 400);
        error(edit("update", key, path, "str", "1"), 400);
    }

    @Test
    void takes_brackets_as_clients_send_them() {
        var key = store("\"names\":[{\"a\":5}]");
        var answer = Api.raw(("GET /api/v1/subdoc/" + key + "/names[0].a HTTP/1.1\r\nHost: x\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"ok\",\"json\":5}");
        assertThat(Api.raw(("GET /api/v1/fields/" + key + "?path=names[0] HTTP/1.1\r\nHost: x\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)))
                .endsWith("{\"status\":\"ok\",\"json\":[\"a\"]}");
        assertThat(Api.raw("GET /api/v1/doc/%zz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void updates_a_member_that_is_there_with_any_value() {
        var key = store("\"a\":{\"b\":[1,2,3]},\"c\":\"x\"");
        for (var value : List.of("\"Albert Z\"", "{}", "[[]]", "null", "9223372036854775807", "{\"b\":[1,\"ü\"]}")) {
            assertThat(ok(edit("update", key, "a", "str", value))).isEqualTo(json(value));
            assertThat(document(key).get("a")).isEqualTo(json(value));
            assertThat(document(key).get("c").asText()).isEqualTo("x");
        }
        ok(edit("update", key, "a.b[1]", "str", "7"));
        assertThat(document(key).get("a")).isEqualTo(json("{\"b\":[1,7]}"));
        error(edit("update", key, "new", "str", "1"), 404);
        error(edit("update", key, "a.b[2]", "str", "1"), 404);
        error(edit("update", key, ".", "str", "{}"), 400);
    }

    @Test
    void appends_to_a_string_and_tells_its_length() {
        var key = store("\"s\":\"\",\"n\":1,\"l\":[]");
        assertThat(ok(edit("append", key, "s", "str", "\"\\u0000é\""))).isEqualTo(json("2"));
        assertThat(ok(edit("append", key, "s", "str", "\"😀\\\"\""))).isEqualTo(json("4"));
        assertThat(ok(edit("append", key, "s", "str", "\"\""))).isEqualTo(json("4"));
        assertThat(document(key).get("s").asText()).isEqualTo("\0é😀\"");
        error(edit("append", key, "s", "str", "5"), 400);
        error(edit("append", key, "n", "str", "\"x\""), 409);
        error(edit("append", key, "l", "str", "\"x\""), 409);
        error(edit("append", key, "x", "str", "\"x\""), 404);
    }

    @Test
    void appends_the_elements_of_an_array_and_anything_else_as_one() {
        var key = store("\"l\":[],\"n\":1");
        assertThat(ok(edit("appendarray", key, "l", "arr", "[]"))).isEqualTo(json("0"));
        assertThat(ok(edit("appendarray", key, "l", "arr", "[1,[2]]"))).isEqualTo(json("2"));
        assertThat(ok(edit("appendarray", key, "l", "arr", "{\"a\":[]}"))).isEqualTo(json("3"));
        assertThat(ok(edit("appendarray", key, "l", "arr", "\"x\""))).isEqualTo(json("4"));
        assertThat(ok(edit("appendarray", key, "l[1]", "arr", "null"))).isEqualTo(json("2"));
        assertThat(document(key).get("l")).isEqualTo(json("[1,[2,null],{\"a\":[]},\"x\"]"));
        error(edit("appendarray", key, "n", "arr", "[1]"), 409);
        error(edit("appendarray", key, "x", "arr", "[1]"), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "increby, 1, 2, 3",
        "increby, -5, 0, -5",
        "increby, 9007199254740993, 9007199254740993, 18014398509481986",
        "increby, 9223372036854775806, 1, 9223372036854775807",
        "increby, -9223372036854775807, -1, -9223372036854775808",
        "increby, 1, 0.5, 1.5",
        "increby, 1.5, 1, 2.5",
        "increby, 0.1, 0.2, 0.30000000000000004",
        "multiby, 3, 4, 12",
        "multiby, 4611686018427387904, -2, -9223372036854775808",
        "multiby, 3, 0.5, 1.5",
        "multiby, 9007199254740993, 1, 9007199254740993",
        "multiby, -9223372036854775808, 1, -9223372036854775808"
    })
    void calculates(String operation, String number, String by, String expected) {
        var key = store("\"n\":" + number);
        assertThat(ok(edit(operation, key, "n", "num", by)).decimalValue()).isEqualByComparingTo(expected);
        assertThat(document(key).get("n").decimalValue()).isEqualByComparingTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "increby, 9223372036854775807, 1",
        "increby, -9223372036854775808, -1",
        "increby, 1, 9223372036854775808",
        "increby, 1.7976931348623157e308, 1.7976931348623157e308",
        "multiby, 4611686018427387904, 2",
        "multiby, -9223372036854775808, -1",
        "multiby, 1e200, 1e200",
        "multiby, 1, 1e400",
        "increby, 1, true"
    })
    void refuses_a_result_that_no_number_holds_and_changes_nothing(String operation, String number, String by) {
        var key = store("\"n\":" + number);
        var before = document(key);
        error(edit(operation, key, "n", "num", by), 400);
        assertThat(document(key)).isEqualTo(before);
    }

    @Test
    void refuses_to_calculate_with_what_is_no_number() {
        var key = store("\"s\":\"5\",\"l\":[1],\"t\":true,\"z\":null");
        for (var field : List.of("s", "l", "t", "z", "id")) {
            error(edit("increby", key, field, "num", "1"), 409);
            error(edit("multiby", key, field, "num", "1"), 409);
        }
        error(edit("increby", key, "s", "num", "\"5\""), 400);
        error(edit("increby", key, "x", "num", "1"), 404);
    }

    @ParameterizedTest
    @CsvSource({"update, str", "append, str", "appendarray, arr", "increby, num", "multiby, num"})
    void refuses_an_edit_that_lacks_something(String operation, String parameter) {
        var key = store("\"n\":1");
        for (var body : List.of(
                "{}",
                "[]",
                "{\"field\":\"n\",\"" + parameter + "\":1}",
                "{\"key\":\"" + key + "\",\"" + parameter + "\":1}",
                "{\"key\":\"" + key + "\",\"field\":\"n\"}",
                "{\"key\":5,\"field\":\"n\",\"" + parameter + "\":1}",
                "{\"key\":\"" + key + "\",\"field\":5,\"" + parameter + "\":1}")) {
            error(send("PUT", "redisjson/" + operation, body), 400);
        }
        error(edit(operation, newKey(), "n", parameter, operation.equals("append") ? "\"x\"" : "1"), 404);
    }

    @Test
    void deletes() {
        var key = store("\"a\":1");
        assertThat(ok(send("DELETE", "redisjson/delete/" + key, ""))).isEqualTo(json("1"));
        error(get("doc/" + key), 404);
        error(send("DELETE", "redisjson/delete/" + key, ""), 404);
    }

    @Test
    void lists_fields() {
        var key = store("\"a\":{\"x\\\"\":1,\"y\":2},\"l\":[]");
        assertThat(ok(get("fields/" + key))).isEqualTo(json("[\"id\",\"a\",\"l\"]"));
        assertThat(ok(get("fields/" + key + "?path=a"))).isEqualTo(json("[\"x\\\"\",\"y\"]"));
        error(get("fields/" + key + "?path=l"), 409);
        error(get("fields/" + key + "?path=b"), 404);
        error(get("fields/" + newKey()), 404);
    }

    @Test
    void lists_keys_of_a_literal_prefix_page_by_page() {
        var prefix = "list*?[a-z]\\^" + System.nanoTime() + ":";
        var stored = new TreeSet<String>();
        for (int i = 0; i < 23; i++) {
            ok(send("POST", "redisjson", "{\"id\":" + Api.quoted(prefix + i) + "}"));
            stored.add(prefix + i);
        }
        ok(send("POST", "redisjson", "{\"id\":\"listXX\"}"));
        var encoded = java.net.URLEncoder.encode(prefix, StandardCharsets.UTF_8);
        assertThat(ok(get("keys?pattern=" + encoded)).size()).isEqualTo(10);
        var found = new ArrayList<String>();
        var next = "keys?limit=7&pattern=" + encoded;
        while (next != null) {
            var page = get(next);
            ok(page).forEach(key -> found.add(key.asText()));
            var link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(stored);
    }

    @Test
    void lists_ten_basic_users_by_default() {
        for (int i = 0; i < 11; i++) {
            ok(send("POST", "redisjson", "{\"id\":\"basicUserJson:" + i + "\"}"));
        }
        var keys = ok(get("keys"));
        assertThat(keys.size()).isEqualTo(10);
        keys.forEach(key -> assertThat(key.asText()).startsWith("basicUser"));
        for (var bad : List.of("limit=0", "limit=-1", "limit=x", "limit=1001", "cursor=x", "cursor=%00")) {
            error(get("keys?" + bad), 400);
        }
    }

    @Test
    void gives_several_documents_at_once() {
        var one = store("\"a\":1");
        var other = store("\"a\":2");
        var hash = Api.storeAs("hash", "\"a\":3");
        var missing = newKey();
        var all = ok(get("docs?id=" + one + "&id=" + other + "&id=" + missing + "&id=" + hash + "&id=" + one));
        assertThat(all.size()).isEqualTo(4);
        assertThat(all.get(one)).isEqualTo(document(one));
        assertThat(all.get(other)).isEqualTo(document(other));
        assertThat(all.get(missing).isNull()).isTrue();
        assertThat(all.get(hash).isNull()).isTrue();
        error(get("docs"), 400);
        error(get("docs?" + "id=x&".repeat(101) + "id=y"), 400);
    }

    @Test
    void keeps_objects_in_hashes() {
        var key = newKey();
        var text = "{\"id\":\"" + key
                + "\",\"s\":\"5\",\"n\":9223372036854775807,\"o\":{\"a\":[1,{}]},\"e\":[],\"z\":null}";
        assertThat(ok(send("POST", "hash", text))).isEqualTo(json(text));
        assertThat(ok(get("hash/" + key))).isEqualTo(json(text));
        assertThat(ok(get("hash/" + key + "/o"))).isEqualTo(json("{\"a\":[1,{}]}"));
        assertThat(ok(get("hash/" + key + "/s"))).isEqualTo(json("\"5\""));
        assertThat(ok(send("PUT", "hash/update", "{\"key\":\"" + key + "\",\"field\":\"o\",\"str\":\"new\"}")))
                .isEqualTo(json("\"new\""));
        assertThat(ok(get("hash/" + key + "/o"))).isEqualTo(json("\"new\""));
        error(send("PUT", "hash/update", "{\"key\":\"" + key + "\",\"field\":\"x\",\"str\":\"new\"}"), 404);
        error(send("PUT", "hash/update", "{\"key\":\"" + newKey() + "\",\"field\":\"x\",\"str\":\"new\"}"), 404);
        error(get("hash/" + key + "/x"), 404);
        error(get("hash/" + newKey()), 404);
        ok(send("POST", "hash", "{\"id\":\"" + key + "\",\"only\":1}"));
        assertThat(ok(get("hash/" + key)).size()).isEqualTo(2);
        error(send("POST", "hash", "{}"), 400);
        assertThat(send("POST", "hash", "{\"a\":1}").jsonPath().getString("key"))
                .matches("hash:[0-9a-f-]{36}");
    }

    @Test
    void keeps_objects_in_strings() {
        var key = newKey();
        var text = "{\"id\":\"" + key + "\",\"n\":9223372036854775807,\"o\":{\"a\":[1,{}]},\"e\":[]}";
        assertThat(ok(send("POST", "string", text))).isEqualTo(json(text));
        assertThat(ok(get("string/" + key))).isEqualTo(json(text));
        assertThat(ok(get("string/" + key + "/o.a%5B0%5D"))).isEqualTo(json("1"));
        ok(send("PUT", "string/update", "{\"key\":\"" + key + "\",\"field\":\"o.a\",\"str\":\"new\"}"));
        assertThat(ok(get("string/" + key + "/o"))).isEqualTo(json("{\"a\":\"new\"}"));
        error(send("PUT", "string/update", "{\"key\":\"" + key + "\",\"field\":\"x\",\"str\":\"new\"}"), 404);
        error(get("string/" + key + "/x"), 404);
        error(get("string/" + newKey()), 404);
        assertThat(send("POST", "string", "{\"a\":1}").jsonPath().getString("key"))
                .matches("stringJSON:[0-9a-f-]{36}");
    }

    @Test
    void says_409_for_a_key_of_another_type_and_leaves_it() {
        var keys = java.util.Map.of(
                "redisjson",
                store("\"n\":1"),
                "hash",
                Api.storeAs("hash", "\"n\":1"),
                "string",
                Api.storeAs("string", "\"n\":1"));
        var reads = java.util.Map.of("redisjson", "doc/", "hash", "hash/", "string", "string/");
        keys.forEach((kind, key) -> keys.keySet().stream()
                .filter(other -> !other.equals(kind))
                .forEach(other -> {
                    error(get(reads.get(other) + key), 409);
                    error(send("POST", other, "{\"id\":\"" + key + "\",\"x\":1}"), 409);
                    error(send("PUT", other + "/update", "{\"key\":\"" + key + "\",\"field\":\"n\",\"str\":2}"), 409);
                }));
        error(edit("increby", keys.get("hash"), "n", "num", "1"), 409);
        error(send("DELETE", "redisjson/delete/" + keys.get("string"), ""), 409);
        keys.forEach((kind, key) ->
                assertThat(ok(get(reads.get(kind) + key)).get("n")).isEqualTo(json("1")));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, doc/x",
        "PUT, redisjson",
        "GET, redisjson/update",
        "DELETE, doc/x",
        "POST, keys",
        "PATCH, hash/x",
        "POST, string/x/y"
    })
    void says_405_and_what_is_allowed_in_its_own_form(String method, String path) {
        var answer = request().request(method, "/api/v1/" + path);
        error(answer, 405);
        assertThat(answer.header("Allow")).isNotBlank().doesNotContain(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/nothing", "/doc", "/doc/", "/doc/a/b", "/subdoc/a", "/redisjson/delete"})
    void says_404_in_its_own_form_where_there_is_no_path(String path) {
        error(request().get("/api/v1" + path), 404);
        error(request().header("Accept", "text/html").get("/api/v1" + path), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%0Ab", "%20", "%ED%A0%80", "%FF"})
    void refuses_ids_that_are_no_text(String id) {
        error(get("doc/" + id), 400);
        error(get("hash/" + id), 400);
        error(get("string/" + id), 400);
        error(get("ttl/" + id), 400);
        error(send("DELETE", "redisjson/delete/" + id, ""), 400);
    }

    @Test
    void takes_any_other_id() {
        var id = "a b/ü%😀'; --?#[0]*" + System.nanoTime();
        ok(send("POST", "redisjson", "{\"id\":" + Api.quoted(id) + "}"));
        var encoded = java.net.URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(ok(get("doc/" + encoded)).get("id").asText()).isEqualTo(id);
        error(get("doc/" + "x".repeat(10_000)), 400);
        error(get("doc/" + "x".repeat(129)), 400);
        error(get("doc/" + "x".repeat(128)), 404);
    }
}
