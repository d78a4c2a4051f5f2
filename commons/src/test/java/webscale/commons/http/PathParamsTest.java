package webscale.commons.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathParamsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0, 0",
        "1, 1",
        "15, 15",
        "15.0, 15",
        "0015, 15",
        "00000000000000000000000000000000000000001, 1",
        "2147483647, 2147483647",
        "2147483647.0, 2147483647"
    })
    void reads_whole_numbers(String text, int number) {
        assertThat(PathParams.number("amount", text, 0)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".0",
                ".",
                "15.",
                "15.00",
                "15.5",
                "15.0.0",
                "15,0",
                "1e3",
                "1E3",
                "+1",
                "-1",
                "-0",
                " 1",
                "1 ",
                "1_000",
                "0x10",
                "１２",
                "١٢",
                "NaN",
                "Infinity",
                "null",
                "ten",
                "2147483648",
                "2147483648.0",
                "4294967297",
                "9223372036854775808",
                "18446744073709551617",
                "99999999999999999999999999999999999999999999999999",
                "1\0",
                "1\n"
            })
    void refuses_all_other_numbers(String text) {
        assertThatThrownBy(() -> PathParams.number("amount", text, 0))
                .isInstanceOf(ProblemException.class)
                .hasMessage("amount must be a whole number from 0 to 2147483647");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 10", "11, 1, 10", "0.0, 1, 10", "1000001, 1, 1000000"})
    void refuses_numbers_out_of_bounds(String text, int min, int max) {
        var refusal = catchThrowableOfType(ProblemException.class, () -> PathParams.number("n", text, min, max));
        assertThat(refusal.problem())
                .isEqualTo(
                        new Problem("Bad Request", 400, "n must be a whole number from " + min + " to " + max, null));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 10", "10, 1, 10", "1000000, 1, 1000000"})
    void takes_the_bounds_themselves(String text, int min, int max) {
        assertThat(PathParams.number("n", text, min, max)).isEqualTo(Integer.parseInt(text));
    }

    @Test
    void a_number_of_a_million_digits_is_refused_like_any_other() {
        assertThatThrownBy(() -> PathParams.number("n", "9".repeat(1_000_000), 0))
                .isInstanceOf(ProblemException.class);
        assertThat(PathParams.number("n", "0".repeat(1_000_000) + "7", 0)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "a b", "ü", "漢", "😀", "a/b", "%", "+", "..", "'; DROP TABLE item; --", "{}", "\uE000"})
    void gives_ids_back_verbatim(String id) {
        assertThat(PathParams.id("item_id", id)).isSameAs(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                "a\0b",
                "\n",
                "a\u001fb",
                "\u007f",
                "\u0085",
                "\uFFFD",
                "\uD83D",
                "\uDE00",
                "a\uD83D",
                "\uD83Da",
                "a\uDE00",
                "\uDE00\uD83D",
                "\uD83D\uD83D\uDE00"
            })
    void refuses_what_is_no_text(String id) {
        assertThatThrownBy(() -> PathParams.id("item_id", id))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("item_id ");
    }

    @Test
    void takes_128_characters_and_refuses_129() {
        assertThat(PathParams.id("item_id", "x".repeat(128))).hasSize(128);
        assertThatThrownBy(() -> PathParams.id("item_id", "x".repeat(129)))
                .hasMessage("item_id must have 1 to 128 characters");
    }
}
