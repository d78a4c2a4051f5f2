package webscale.ingest;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import webscale.ingest.command.IngestCommand;

/** Starts the service; with arguments, the command line that talks to one that runs elsewhere. */
@QuarkusMain
public class Main {
    public static void main(String... arguments) {
        if (arguments.length > 0) {
            System.exit(new CommandLine(new IngestCommand()).execute(arguments));
        }
        Quarkus.run(arguments);
    }
}
