package webscale.checker;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import picocli.CommandLine.Command;

/** Ends with 0 when every invariant held, with 1 when one did not, with 2 when it could not be told. */
@TopCommand
@Command(
        name = "checker",
        mixinStandardHelpOptions = true,
        version = "checker 0.1.0",
        description = "Tells whether the shop in this cluster is consistent.",
        subcommands = {Buy.class, Check.class})
public class Checker {
    static final int HELD = 0;
    static final int BROKEN = 1;
    static final int UNTOLD = 2;
}
