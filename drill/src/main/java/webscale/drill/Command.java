package webscale.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another program, run to its end. */
final class Command {
    private Command() {}

    /** @return its exit status; -1 if there is no such program */
    static int run(List<String> command, Path log) {
        return run(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
    }

    /** The same on this program's own terminal. */
    static int runHere(List<String> command) {
        return run(new ProcessBuilder(command).inheritIO());
    }

    /** Whether it is there and ends well. */
    static boolean works(List<String> command) {
        return run(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD))
                == 0;
    }

    private static int run(ProcessBuilder builder) {
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
