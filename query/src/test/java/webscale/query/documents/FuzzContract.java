package webscale.query.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import webscale.commons.testing.Seeds;

/** Nonsense in addresses and bodies gets a clear refusal or a good answer, never a fault. */
abstract class FuzzContract {
    private static final List<String> CALLS = List.of(
            "GET doc/X",
            "GET subdoc/X/X",
            "GET fields/X?path=X",
            "GET keys?pattern=X&limit=X&cursor=X",
            "GET docs?id=X&id=X",
            "GET ttl/X",
            "PUT ttl/X",
            "GET hash/X",
            "GET hash/X/X",
            "GET string/X/X",
            "POST redisjson",
            "POST hash?ttl=X",
            "POST string",
            "PUT redisjson/update",
            "PUT redisjson/append",
            "PUT redisjson/appendarray",
            "PUT redisjson/increby",
            "PUT redisjson/multiby",
            "PUT hash/update",
            "PUT string/update",
            "PATCH doc/X",
            "DELETE redisjson/delete/X",
            "X X");

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "\"key\":",
            "\"field\":",
            "\"str\":",
            "\"num\":",
            "\"arr\":",
            "\"id\":",
            "\"known\"",
            "\"n\"",
            "\"l[0]\"",
            "1",
            "-1",
            "9223372036854775807",
            "1e999",
            "1.5",
            "null",
            "true",
            "{}",
            "[]",
            "\"\"",
            " ",
            "\n",
            "é",
            "😀",
            "'; DROP",
            "$",
            "*",
            "__proto__",
            "$[?(@.x)]",
            "\r\n",
            "\0");

    static LongStream seeds() {
        return Seeds.fresh(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothing_is_a_fault(long seed) {
        var random = new Random(seed);
        Api.ok(Api.send("POST", "redisjson", "{\"id\":\"known\",\"n\":1,\"l\":[\"x\"]}"));
        for (int i = 0; i < 400; i++) {
            var call = fill(CALLS.get(random.nextInt(CALLS.size())), random);
            var body = body(random);
            var request = new ByteArrayOutputStream();
            int blank = call.indexOf(' ');
            var head = call.substring(0, blank) + " /api/v1/" + call.substring(blank + 1)
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/"
                    + (random.nextBoolean() ? "merge-patch+json" : "json-patch+json") + "\r\nContent-Length: "
                    + body.length + "\r\n\r\n";
            request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            request.writeBytes(body);
            var answer = Api.raw(request.toByteArray());
            assertThat(answer)
                    .as("%s%s", head, new String(body, StandardCharsets.UTF_8))
                    .matches("(?s)HTTP/1\\.[01] [24].*");
        }
        assertThat(Api.get("noop").statusCode()).isEqualTo(200);
    }

    /** A path with a matrix parameter reaches the error filters decoded: it can't be decoded once more. */
    @Test
    void an_escaped_percent_sign_beside_a_matrix_parameter_is_no_fault() {
        var head = "GET /api/v1/subdoc/a;b/%25zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        assertThat(Api.raw(head.getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 400")
                .contains("\"error\"");
    }

    private static String fill(String call, Random random) {
        var filled = new StringBuilder();
        for (char c : call.toCharArray()) {
            filled.append(c == 'X' ? word(random) : Character.toString(c));
        }
        return filled.toString();
    }

    private static String word(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "known";
            case 1 ->
                List.of("n", "l[0]", "l[-1]", "..", "%2e%2e%2f", "%00", "%", "%zz", "a;b", "%2F", "[[", "$")
                        .get(random.nextInt(12));
            case 2 -> java.net.URLEncoder.encode(PIECES.get(random.nextInt(PIECES.size())), StandardCharsets.UTF_8);
            case 3 -> "x".repeat(random.nextInt(5_000));
            default -> {
                var bytes = new StringBuilder();
                for (int i = random.nextInt(1, 20); i > 0; i--) {
                    bytes.append(String.format("%%%02X", random.nextInt(256)));
                }
                yield bytes.toString();
            }
        };
    }

    private static byte[] body(Random random) {
        var body = new ByteArrayOutputStream();
        if (random.nextInt(3) == 0) {
            var parts = List.of("\"n\"", "1", "\"x\"", "[1,{}]", "null", "1e308", "\"l\"", "\"known\"", "{\"a\":1}");
            body.writeBytes(("{\"key\":\"known\",\"field\":" + parts.get(random.nextInt(parts.size())) + ",\"str\":"
                            + parts.get(random.nextInt(parts.size())) + ",\"num\":"
                            + parts.get(random.nextInt(parts.size())) + ",\"arr\":"
                            + parts.get(random.nextInt(parts.size())) + "}")
                    .getBytes(StandardCharsets.UTF_8));
            return body.toByteArray();
        }
        for (int i = random.nextInt(30); i > 0; i--) {
            if (random.nextInt(20) == 0) {
                body.write(random.nextInt(256));
            } else {
                body.writeBytes(PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
            }
        }
        return body.toByteArray();
    }
}
