package webscale.ingest.folder;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import webscale.commons.http.ProblemException;
import webscale.ingest.IngestConfig;
import webscale.ingest.dataset.Dataset;
import webscale.ingest.dataset.Datasets;
import webscale.ingest.file.BadFileException;
import webscale.ingest.file.Intake;
import webscale.ingest.load.Load;
import webscale.ingest.load.Loads;

/**
 * Loads each file that appears in a folder: {@code records/*.csv} into records, and so on, also in folders below. A file
 * is taken when it has stopped changing. It stays where it is, and is taken again when it has changed.
 */
@ApplicationScoped
public class FolderWatch {
    private static final Logger LOG = Logger.getLogger(FolderWatch.class);
    private static final Pattern NAMES = Pattern.compile("[^.].*\\.(csv|log|txt)(\\.gz)?", Pattern.CASE_INSENSITIVE);

    private record Seen(long size, long modified) {}

    private final IngestConfig config;
    private final Datasets datasets;
    private final Intake intake;
    private final Loads loads;
    private Map<Path, Seen> before = Map.of();
    private final Set<String> handled = new HashSet<>();

    FolderWatch(IngestConfig config, Datasets datasets, Intake intake, Loads loads) {
        this.config = config;
        this.datasets = datasets;
        this.intake = intake;
        this.loads = loads;
    }

    @Scheduled(every = "${webscale.ingest.folder-every:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (config.folder().isEmpty() || !Files.isDirectory(config.folder().get())) {
            return;
        }
        var now = new HashMap<Path, Seen>();
        for (var dataset : datasets.all()) {
            var folder = config.folder().get().resolve(dataset.name());
            for (var file : files(folder).entrySet()) {
                now.put(file.getKey(), file.getValue());
                if (file.getValue().equals(before.get(file.getKey()))) {
                    take(dataset, folder, file.getKey(), file.getValue());
                }
            }
        }
        before = now;
    }

    private void take(Dataset dataset, Path folder, Path file, Seen seen) {
        var name = folder.relativize(file).toString();
        var key = "folder/%s/%s/%d/%d".formatted(dataset.name(), name, seen.size(), seen.modified());
        if (handled.contains(key)) {
            return;
        }
        try {
            var known = loads.findByKey(key);
            if (known.isEmpty() || known.get().state() != Load.State.DONE) {
                load(dataset, file, name, key);
            }
            handled.add(key);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s is tried again: %s", file, e.getMessage());
        }
    }

    private void load(Dataset dataset, Path file, String name, String key) throws IOException {
        try (var content = Files.newInputStream(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            var load = intake.take(dataset, new Intake.Source(content, false, Optional.of(name), Optional.of(key)));
            LOG.infof("%s is load %s", file, load.loadId());
        } catch (BadFileException | ProblemException e) {
            LOG.warnf("%s can't be loaded: %s", file, e.getMessage());
            loads.fail(
                    loads.open(dataset.name(), Optional.of(name), Optional.of(key))
                            .loadId(),
                    e.getMessage());
        }
    }

    private static Map<Path, Seen> files(Path folder) {
        var found = new TreeMap<Path, Seen>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() { // which doesn't follow links
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (NAMES.matcher(file.getFileName().toString()).matches() && DropFolder.isFile(file)) {
                                found.put(
                                        file,
                                        new Seen(
                                                attributes.size(),
                                                attributes.lastModifiedTime().toMillis()));
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            return FileVisitResult.CONTINUE; // gone since, or not for us
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
