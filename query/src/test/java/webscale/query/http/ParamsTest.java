package webscale.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import webscale.commons.http.ProblemException;

class ParamsTest {
    @ParameterizedTest
    @CsvSource({
        "1995-08-18T00:00:01-04:00, 1995-08-18T04:00:01Z",
        "1995-08-18T04:00:01Z, 1995-08-18T04:00:01Z",
        "2021-01-01T00:00:00.123+08:00, 2020-12-31T16:00:00.123Z",
        "2021-01-01T00:00:00 08:00, 2020-12-31T16:00:00Z", // the plus was not escaped
    })
    void reads_an_instant(String text, Instant instant) {
        assertThat(Params.instant("from", text).orElseThrow().toInstant()).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "1995-08-18",
                "1995-08-18T00:00:01",
                "1995-13-18T00:00:01Z",
                "1995-02-29T00:00:01Z",
                "1995-08-18T24:00:01Z",
                "+999999999-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "9999-01-01T00:00:00Z",
                "1995-08-18T00:00:01Z' OR 1=1 --",
                "١٩٩٥-08-18T00:00:01Z"
            })
    void refuses_what_is_no_instant(String text) {
        assertThatThrownBy(() -> Params.instant("from", text)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "2017-4-1", "2017-04-31", "2017-04-01T00:00", "0000-01-01", "+12017-04-01", "1e3"})
    void refuses_what_is_no_day(String text) {
        assertThatThrownBy(() -> Params.day("day", text)).isInstanceOf(ProblemException.class);
    }
}
