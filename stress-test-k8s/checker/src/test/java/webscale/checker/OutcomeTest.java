package webscale.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import webscale.drill.shop.Verdict;

class OutcomeTest {
    private static final Verdict HOLDS = new Verdict("stock", "pieces gone = sold", "100", "100", List.of());
    private static final Verdict BROKEN = new Verdict("credit", "gone < & > sold", "100", "99", List.of("user <1>"));

    @TempDir
    private Path folder;

    @Test
    void does_not_hold_when_one_invariant_does_not() {
        assertThat(new Outcome(List.of(), List.of(HOLDS)).held()).isTrue();
        assertThat(new Outcome(List.of(), List.of(HOLDS, BROKEN)).held()).isFalse();
    }

    @Test
    void is_written_as_a_test_case_for_each_invariant() throws Exception {
        var file = folder.resolve("junit.xml");

        new Outcome(List.of("seed 1"), List.of(HOLDS, BROKEN)).write(file);

        var suite = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        var failures = suite.getElementsByTagName("failure");
        assertThat(failures.getLength()).isEqualTo(1);
        assertThat(failures.item(0).getTextContent()).isEqualTo("user <1>");
    }
}
