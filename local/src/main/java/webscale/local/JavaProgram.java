package webscale.local;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java program to run in a process of its own, on the JDK that runs the launcher.
 *
 * @param program what follows the flags: {@code -jar x.jar}, or a class path, a class and its arguments
 */
record JavaProgram(String name, List<String> flags, List<String> program) {
    /** The compilers' memory goes back to the system once they have no use for it. */
    private static final String TRIM = "-XX:TrimNativeHeapInterval=10000";

    /**
     * A service stays within about 256 MiB: the heap holds a few thousand requests at once, and the serial collector is
     * the one that costs least beside two busy cores. Out of memory is a crash, after which it is started again.
     */
    private static final List<String> SERVICE_FLAGS = List.of(
            "-Xms64m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            TRIM,
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow");

    /** The gateway passes bytes on: little stays on the heap, and the buffers are outside of it. */
    static final List<String> GATEWAY_FLAGS = List.of(
            "-Xms64m",
            "-Xmx128m",
            "-Xmn40m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.util.logging.SimpleFormatter.format=%1$tF %1$tT,%1$tL %4$s [%3$s] %5$s%6$s%n");

    JavaProgram {
        flags = List.copyOf(flags);
        program = List.copyOf(program);
    }

    static JavaProgram of(Service service) {
        var flags = new ArrayList<>(SERVICE_FLAGS);
        flags.add("-Xmx" + service.heapMax() + "m");
        return new JavaProgram(service.name(), flags, service.program());
    }

    List<String> command(AotCaches caches) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(flags);
        command.addAll(caches.flags(this));
        command.addAll(program);
        return command;
    }

    /** The files whose change makes it another program. */
    List<Path> jars() {
        return program.stream()
                .flatMap(word -> List.of(word.split(File.pathSeparator)).stream())
                .filter(word -> word.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }
}
