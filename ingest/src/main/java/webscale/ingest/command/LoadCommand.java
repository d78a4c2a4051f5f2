package webscale.ingest.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Loads files, one after the other. A file's hash is its key, so that a file that is loaded already isn't sent again. */
abstract class LoadCommand implements Callable<Integer> {
    private final String dataset;

    @ParentCommand
    private IngestCommand parent;

    @Parameters(paramLabel = "FILE", description = "files to load; gzip is found out", arity = "0..*")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--folder", paramLabel = "DIR", description = "load all files in this folder and below")
    private Path folder;

    @Option(names = "--again", description = "load files again that are loaded already")
    private boolean again;

    LoadCommand(String dataset) {
        this.dataset = dataset;
    }

    @Command(name = "records", description = "Loads measurements of sensors.", mixinStandardHelpOptions = true)
    static final class Records extends LoadCommand {
        Records() {
            super("records");
        }
    }

    @Command(name = "weather", description = "Loads observations of places.", mixinStandardHelpOptions = true)
    static final class Weather extends LoadCommand {
        Weather() {
            super("weather");
        }
    }

    @Command(name = "access-log", description = "Loads Common Log Format.", mixinStandardHelpOptions = true)
    static final class AccessLog extends LoadCommand {
        AccessLog() {
            super("access-log");
        }
    }

    @Command(name = "articles", description = "Loads articles.", mixinStandardHelpOptions = true)
    static final class Articles extends LoadCommand {
        Articles() {
            super("articles");
        }
    }

    @Command(name = "clickstream", description = "Loads what users did.", mixinStandardHelpOptions = true)
    static final class Clickstream extends LoadCommand {
        Clickstream() {
            super("clickstream");
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var all = new ArrayList<>(files);
        if (folder != null) {
            try (Stream<Path> found = Files.walk(folder)) {
                found.filter(file -> Files.isRegularFile(file)
                                && !file.getFileName().toString().startsWith("."))
                        .sorted()
                        .forEach(all::add);
            }
        }
        if (all.isEmpty()) {
            System.err.println("Nothing to load: name files, or a --folder");
            return 2;
        }
        var service = new Service(parent.url);
        int failed = 0;
        for (var file : all) {
            failed += load(service, file) ? 0 : 1;
        }
        return failed == 0 ? 0 : 1;
    }

    private boolean load(Service service, Path file) throws InterruptedException {
        var bar = new Bar(file.getFileName().toString());
        try {
            var key = again ? java.util.UUID.randomUUID().toString() : dataset + "-" + hash(file);
            var known = service.loadOfKey(key);
            if (known.isPresent() && known.get().path("state").asText().equals("DONE")) {
                bar.end(known.get(), "loaded before: ");
                return true;
            }
            var body = BodyPublishers.ofInputStream(() -> bar.watched(file));
            var name =
                    java.net.URLEncoder.encode(file.getFileName().toString(), java.nio.charset.StandardCharsets.UTF_8);
            var load = service.post("/ingest/" + dataset + "?name=" + name, "application/octet-stream", key, body);
            return bar.follow(service, load.path("load_id").asText());
        } catch (NoSuchFileException e) {
            bar.fail("there is no such file");
        } catch (IOException e) {
            bar.fail(String.valueOf(e.getMessage()));
        } catch (Service.RefusedException e) {
            bar.fail(e.getMessage());
        }
        return false;
    }

    private static String hash(Path file) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
