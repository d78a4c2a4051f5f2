package webscale.ingest.generate;

import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import webscale.commons.http.ProblemException;
import webscale.ingest.IngestConfig;
import webscale.ingest.dataset.SensorRecords;
import webscale.ingest.folder.DropFolder;

/** Writes a generator's rows as CSV files, one per sensor, below the folder that is watched: so they are loaded too. */
@Singleton
class SensorFiles {
    private static final byte[] HEADER = "record_time,sensor_id,value\n".getBytes(StandardCharsets.US_ASCII);
    private static final long ROWS_MAX = 100_000_000;

    private final IngestConfig config;

    SensorFiles(IngestConfig config) {
        this.config = config;
    }

    /** Returns how many. Each gets its name when it is complete. */
    int write(SensorRecipe recipe) throws IOException {
        var root = config.folder()
                .orElseThrow(
                        () -> ProblemException.conflict("no-folder", "No folder is watched: webscale.ingest.folder"));
        if (recipe.rows() > ROWS_MAX) {
            throw ProblemException.badRequest("Into a folder go at most " + ROWS_MAX + " records at once");
        }
        var folder = DropFolder.below(root.resolve(SensorRecords.NAME), recipe.folder())
                .orElseThrow(() -> ProblemException.badRequest(
                        "folder must be the name of a folder, below the one that is watched"));
        Files.createDirectories(folder);
        var names = Sensors.names(recipe.sensors());
        for (int sensor = 0; sensor < names.length; sensor++) {
            var scratch = folder.resolve("." + names[sensor] + ".new");
            try (var out = new BufferedOutputStream(Files.newOutputStream(scratch), 64 << 10)) {
                out.write(HEADER);
                recipe.write(names[sensor], sensor, 0, recipe.recordsPerSensor(), (record, text) -> {
                    out.write(text.bytes(), 0, text.length());
                    out.write('\n');
                });
            }
            Files.move(scratch, folder.resolve(names[sensor] + ".csv"), StandardCopyOption.ATOMIC_MOVE);
        }
        return names.length;
    }
}
