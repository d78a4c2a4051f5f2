package webscale.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to run a program that refuses to be root. Root in a user namespace without a mapping is nobody in the program's
 * eyes, yet still owns its files; where the kernel or the container forbids that, another user runs the program and is
 * given the files.
 *
 * @param prefix what to put before the command
 * @param user   who must own the files; empty when it is the launcher's own user
 */
record Commoner(List<String> prefix, Optional<String> user) {
    static Commoner here() {
        if (new UnixSystem().getUid() != 0) {
            return new Commoner(List.of(), Optional.empty());
        }
        if (works(List.of("unshare", "-U", "true"))) {
            return new Commoner(List.of("unshare", "-U"), Optional.empty());
        }
        for (var user : List.of("postgres", "nobody")) {
            var prefix = List.of("setpriv", "--reuid=" + user, "--regid=65534", "--clear-groups");
            var probe = new ArrayList<>(prefix);
            probe.add("true");
            if (works(probe)) {
                return new Commoner(prefix, Optional.of(user));
            }
        }
        throw new StartFailure("Postgres refuses to run as root, and neither unshare nor setpriv can run it as another"
                + " user here; start as an ordinary user");
    }

    List<String> command(Path program, List<String> arguments) {
        var command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** Makes the user the owner of a file or an empty folder. */
    void give(Path file) {
        if (user.isEmpty()) {
            return;
        }
        try {
            var principal = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user.get());
            Files.setOwner(file, principal);
        } catch (IOException e) {
            throw DataDir.failure("give " + file + " to user " + user.get(), e);
        }
    }

    private static boolean works(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
