package webscale.local;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A container image, unpacked: its own JVM runs on its own files, without a container engine. Needs Linux and user
 * namespaces.
 *
 * @param entrypoint the program, by its whole path, and its arguments
 */
record Image(Path root, List<String> entrypoint) {
    /** The folder that is shared has the same path inside, so that nobody has to translate. */
    private static final String RUN = """
            set -e
            root=$1 shared=$2
            shift 2
            for folder in /proc /dev "$shared"; do
                mkdir -p "$root$folder"
                mount --rbind "$folder" "$root$folder"
            done
            exec chroot "$root" "$@"
            """;

    /** @param archive as {@code docker save} and Jib write it */
    static Image unpacked(Path archive, Path folder) throws IOException, InterruptedException {
        var layers = folder.resolve("layers");
        var root = folder.resolve("root");
        Files.createDirectories(layers);
        Files.createDirectories(root);
        tar(archive, layers);
        var manifest = new JsonArray(read(layers.resolve("manifest.json"))).getJsonObject(0);
        for (var layer : manifest.getJsonArray("Layers")) {
            tar(layers.resolve((String) layer), root);
        }
        var config = new JsonObject(read(layers.resolve(manifest.getString("Config")))).getJsonObject("config");
        DataDir.delete(layers);
        return new Image(root, entrypoint(config, root));
    }

    /** The program with more options for its JVM. */
    List<String> command(List<String> options, Path shared) {
        var command = new ArrayList<>(List.of("unshare", "--map-root-user", "--mount", "sh", "-c", RUN, "sh"));
        command.add(root.toString());
        command.add(shared.toString());
        command.add(entrypoint.getFirst());
        command.addAll(options);
        command.addAll(entrypoint.subList(1, entrypoint.size()));
        return command;
    }

    private static List<String> entrypoint(JsonObject config, Path root) throws IOException {
        var entrypoint = new ArrayList<String>();
        config.getJsonArray("Entrypoint").forEach(word -> entrypoint.add((String) word));
        for (var variable : config.getJsonArray("Env", new JsonArray())) {
            if (variable instanceof String text && text.startsWith("PATH=")) {
                for (var folder : text.substring("PATH=".length()).split(File.pathSeparator)) {
                    if (Files.exists(Path.of(root + folder, entrypoint.getFirst()))) {
                        entrypoint.set(0, folder + "/" + entrypoint.getFirst());
                        return entrypoint;
                    }
                }
            }
        }
        throw new IOException("no " + entrypoint.getFirst() + " in the image's PATH");
    }

    private static Buffer read(Path file) throws IOException {
        return Buffer.buffer(Files.readAllBytes(file));
    }

    /** Modification times are kept: a cache is for files of that age. */
    private static void tar(Path archive, Path folder) throws IOException, InterruptedException {
        var tar = new ProcessBuilder(
                        "tar",
                        "--no-same-owner",
                        "--warning=no-unknown-keyword",
                        "--keep-directory-symlink",
                        "-xf",
                        archive.toString(),
                        "-C",
                        folder.toString())
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new IOException("can't unpack " + archive);
        }
    }
}
