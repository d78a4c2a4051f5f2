package webscale.query.documents.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.testing.Seeds;
import webscale.query.documents.json.JsonPath.Element;
import webscale.query.documents.json.JsonPath.Member;

/** Against a tree of the same text. */
class JsonTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES = List.of(
            "a", "b", "", "x.y", "[0]", "\"", "\\", "\\\"", "é", "😀", "\n", "\u0000", "a b", "}", "{", ",", ":");

    static LongStream seeds() {
        return Seeds.fresh(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void finds_every_place_of_random_documents(long seed) throws IOException {
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            var tree = value(random, 0);
            var writer = random.nextBoolean() ? JSON.writer() : JSON.writerWithDefaultPrettyPrinter();
            // as a string, since names with surrogates come out wrong as bytes (Jackson 2.21)
            var text = writer.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8);
            check(new JsonText(text), tree, JsonPath.ROOT);
            assertThat(new JsonInput(1 << 20, 64).value(text).toString()).isEqualTo(JSON.writeValueAsString(tree));
        }
    }

    private static void check(JsonText text, JsonNode tree, JsonPath path) throws IOException {
        assertThat(JsonPath.parse(path.toString(), 10_000)).as(path.toString()).isEqualTo(path);
        var span = text.find(path).orElseThrow();
        assertThat(JSON.readTree(text.slice(span))).isEqualTo(tree);
        assertThat(text.depth(span)).isEqualTo(depth(tree));
        switch (tree) {
            case ObjectNode object -> {
                assertThat(text.count(span)).isEqualTo(object.size());
                for (var member : object.properties()) {
                    check(text, member.getValue(), path.then(new Member(member.getKey())));
                }
                assertThat(text.find(path.then(new Member("missing")))).isEmpty();
                assertThat(text.find(path.then(new Element(0)))).isEmpty();
            }
            case ArrayNode array -> {
                assertThat(text.count(span)).isEqualTo(array.size());
                for (int i = 0; i < array.size(); i++) {
                    check(text, array.get(i), path.then(new Element(i)));
                    assertThat(text.find(path.then(new Element(i - array.size()))))
                            .isEqualTo(text.find(path.then(new Element(i))));
                }
                assertThat(text.find(path.then(new Element(array.size())))).isEmpty();
                assertThat(text.find(path.then(new Element(-1 - array.size())))).isEmpty();
                assertThat(text.find(path.then(new Member("a")))).isEmpty();
            }
            case JsonNode leaf
            when leaf.isTextual() -> {
                assertThat(text.string(span)).isEqualTo(leaf.textValue());
                assertThat(text.count(span))
                        .isEqualTo(leaf.textValue()
                                .codePointCount(0, leaf.textValue().length()));
            }
            default -> assertThat(text.find(path.then(new Member("a")))).isEmpty();
        }
    }

    private static int depth(JsonNode tree) {
        int deepest = 0;
        for (var child : tree) {
            deepest = Math.max(deepest, depth(child));
        }
        return tree.isContainerNode() ? deepest + 1 : 0;
    }

    private static JsonNode value(Random random, int depth) {
        var nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 4 ? 5 : 8)) {
            case 0 -> nodes.numberNode(random.nextLong());
            case 1 -> nodes.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(-300, 300)));
            case 2 -> nodes.booleanNode(random.nextBoolean());
            case 3 -> nodes.nullNode();
            case 4 -> nodes.textNode(NAMES.get(random.nextInt(NAMES.size())).repeat(random.nextInt(4)));
            case 5, 6 -> {
                var object = nodes.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(NAMES.get(random.nextInt(NAMES.size())), value(random, depth + 1));
                }
                yield object;
            }
            default -> {
                var array = nodes.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(value(random, depth + 1));
                }
                yield array;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1",
                "[1,",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{1:1}",
                "\"a",
                "\"\\",
                "}",
                "[1 2]",
                "?"
            })
    void ends_on_text_that_is_no_json(String text) {
        var json = new JsonText(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> json.find(new JsonPath(List.of(new Element(7))))
                        .or(() -> json.find(new JsonPath(List.of(new Member("x")))))
                        .orElseThrow(() -> new MalformedJsonException("nothing")))
                .isInstanceOf(MalformedJsonException.class);
    }
}
