package webscale.ingest.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SensorsTest {
    @Test
    void have_the_names_of_the_public_generator() {
        assertThat(Sensors.names(10))
                .containsExactly(
                        "bdd640fb_0",
                        "23b8c1e9_1",
                        "bd9c66b3_2",
                        "972a8469_3",
                        "17fc695a_4",
                        "9a1de644_5",
                        "b74d0fb1_6",
                        "6b65a6a4_7",
                        "47378190_8",
                        "c241330b_9");
    }
}
