package webscale.ingest.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code ./ingest.sh}, and the entry point of one-shot Jobs. */
@Command(
        name = "ingest.sh",
        description = "Loads files into the warehouse, or makes rows for it, by way of a running ingest service.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LoadCommand.Records.class,
            LoadCommand.Weather.class,
            LoadCommand.AccessLog.class,
            LoadCommand.Articles.class,
            LoadCommand.Clickstream.class,
            GenerateCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class IngestCommand {
    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:INGEST_URL:-http://localhost:8000}",
            description = "the gateway, or the service itself (default: $$INGEST_URL or http://localhost:8000)")
    String url;
}
