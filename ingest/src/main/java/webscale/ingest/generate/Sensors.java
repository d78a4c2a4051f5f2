package webscale.ingest.generate;

import java.util.HexFormat;

/** The names of the generator's sensors, always the same ones. */
final class Sensors {
    private static final int SEED = 42;
    /** A UUID's 128 bits; its first eight digits are the highest, which come last. */
    private static final int WORDS = 4;

    private Sensors() {}

    /** {@code bdd640fb_0, 23b8c1e9_1, …}: eight digits of {@code UUID(int=getrandbits(128))}, and the number. */
    static String[] names(int count) {
        var random = new MersenneTwister(SEED);
        var names = new String[count];
        for (int i = 0; i < count; i++) {
            int word = 0;
            for (int k = 0; k < WORDS; k++) {
                word = random.next();
            }
            names[i] = HexFormat.of().toHexDigits(word) + "_" + i;
        }
        return names;
    }
}
