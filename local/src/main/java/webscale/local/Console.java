package webscale.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Progress for the person at the terminal: one event a line, no control codes. */
public interface Console {
    void say(String line);

    static Console to(PrintStream out) {
        return line -> {
            synchronized (out) {
                out.println(line);
                out.flush();
            }
        };
    }

    static Console silent() {
        return line -> {};
    }

    /** {@code 1.4 s} */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    default Console indented() {
        return line -> say("  " + line);
    }
}
