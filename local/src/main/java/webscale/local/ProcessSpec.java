package webscale.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to run one process.
 *
 * @param environment what it gets beside the launcher's own
 * @param prepare     done before each start, the first and those after a crash; may wait for what it needs
 * @param stopSignal  ends it well
 * @param stopWithin  after this time without an end it is killed
 */
record ProcessSpec(
        String name,
        int port,
        List<String> command,
        Map<String, String> environment,
        Path log,
        Probe probe,
        Preparation prepare,
        String stopSignal,
        Duration stopWithin) {
    interface Preparation {
        void run() throws InterruptedException;
    }

    ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
