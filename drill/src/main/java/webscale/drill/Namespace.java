package webscale.drill;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A view of the file systems of one's own, in which anything may be mounted and after which nothing is. */
final class Namespace {
    private Namespace() {}

    /** For root, and for others where they may be root in a namespace of users. */
    private static List<String> prefix() {
        return new UnixSystem().getUid() == 0
                ? List.of("unshare", "--mount")
                : List.of("unshare", "--mount", "--map-root-user");
    }

    static boolean possible() {
        return run(List.of("true"), false) == 0;
    }

    /** Runs this program again inside of one. */
    static int again(List<String> arguments) {
        var command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(List.of(
                "-Dwebscale.home=" + System.getProperty("webscale.home", ""),
                "-cp",
                System.getProperty("java.class.path"),
                Drills.class.getName()));
        command.addAll(arguments);
        return run(command, true);
    }

    private static int run(List<String> command, boolean heard) {
        var all = new ArrayList<>(prefix());
        all.addAll(command);
        var builder = new ProcessBuilder(all);
        if (heard) {
            builder.inheritIO();
        } else {
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            return -1; // no unshare
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
