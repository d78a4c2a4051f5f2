package webscale.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** One kind of trouble, and a verdict on how the shop took it. */
interface Drill {
    /**
     * How to go about it.
     *
     * @param data where this drill's system may keep its data
     * @param port the gateway's; the next {@link webscale.local.LocalSystem#PORTS} are used too
     * @param faults how many random ones, for the drill that counts them
     * @param requests how many at least, for the drill that counts them
     * @param shoppers how many markets are open at once: the load
     * @param rows of sensors, for the drill that loads files
     * @param log progress, a line each
     */
    record Orders(
            Path data, int port, long seed, int faults, int requests, int shoppers, long rows, Consumer<String> log) {
        Orders at(Path folder) {
            return new Orders(folder, port, seed, faults, requests, shoppers, rows, log);
        }
    }

    String name();

    String what();

    /** What this machine lacks for it. */
    default Optional<String> lacking() {
        return Optional.empty();
    }

    /** Whether it must run in a mount namespace of its own. */
    default boolean inNamespace() {
        return false;
    }

    /** Whether it is part of a run of all drills. */
    default boolean usual() {
        return true;
    }

    Report run(Orders orders);

    static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
