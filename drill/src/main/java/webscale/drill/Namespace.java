package webscale.drill;

import com.sun.security.auth.module.UnixSystem;
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
        return Command.works(inside(List.of("true")));
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
        return Command.runHere(inside(command));
    }

    private static List<String> inside(List<String> command) {
        var all = new ArrayList<>(prefix());
        all.addAll(command);
        return all;
    }
}
