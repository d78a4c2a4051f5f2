package webscale.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes the AOT caches of the services' images ({@code bin/images.sh}): runs the whole system once out of the unpacked
 * images, since a cache fits only the JVM and the files that it was made with.
 */
@Command(
        name = "train-images",
        description = "Writes target/aot/app.aot of each service, from its target/jib-image.tar.",
        mixinStandardHelpOptions = true)
final class ImageTraining implements Callable<Integer> {
    /** What the JVM takes by itself within a pod's limits; a cache keeps objects only for its own collector. */
    private static final List<String> AS_IN_A_POD = List.of("-Xmx192m", "-XX:+UseSerialGC");

    @Option(names = "--work", required = true, description = "an empty folder to work in")
    private Path work;

    private final Console console = Console.to(System.out);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ImageTraining()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = Catalog.home();
        var services = new ArrayList<Service>();
        for (var service : Catalog.services(home)) {
            var archive = home.resolve(service.name()).resolve("target/jib-image.tar");
            console.say("unpacking " + archive);
            services.add(service.in(Image.unpacked(archive, work.resolve(service.name()))));
        }
        var data = work.resolve("data").toAbsolutePath();
        var caches = AotCaches.in(Files.createDirectories(data.resolve("aot")));
        var port = Ports.block(LocalSystem.PORTS);
        Training.run(SystemPlan.of(data, port).with(services).with(caches).training(data, port), _ -> {}, console);
        for (var service : services) {
            var cache = home.resolve(service.name()).resolve("target/aot/app.aot");
            Files.createDirectories(cache.getParent());
            Files.move(caches.recorded(service.name()), cache, StandardCopyOption.REPLACE_EXISTING);
            console.say("%s: %d MiB".formatted(cache, Files.size(cache) >> 20));
        }
        return 0;
    }

    /** How a service out of its image records itself. */
    static List<String> command(Image image, List<String> cacheFlags, Path shared) {
        var options = new ArrayList<>(AS_IN_A_POD);
        options.addAll(cacheFlags);
        return image.command(options, shared);
    }
}
