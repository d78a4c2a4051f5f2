package webscale.local;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the system is made of. Another service is one more entry here; another data store is one in {@link Stores}. */
final class Catalog {
    /** First segments of what query answers; the empty one is the first page. */
    private static final List<String> READ = List.of(
            "",
            "query",
            "health-check",
            "weather",
            "records",
            "sensors",
            "access-log",
            "articles",
            "users",
            "voting_distribution",
            "votes",
            "loads",
            "documents",
            "assets",
            "favicon.ico",
            "api");

    private Catalog() {}

    static List<Service> services(Path home) {
        return List.of(
                new Service("order", 1, List.of("orders"), Optional.of("shop_order"), jar(home, "order")),
                new Service("payment", 2, List.of("payment"), Optional.of("shop_payment"), jar(home, "payment")),
                new Service("stock", 3, List.of("stock"), Optional.of("shop_stock"), jar(home, "stock")),
                new Service(
                        "ingest",
                        4,
                        List.of("ingest", "vote", "vote_to_1", "vote_to_2", "vote_to_3"),
                        Optional.of("warehouse"),
                        Optional.empty(),
                        true,
                        192,
                        jar(home, "ingest")),
                new Service(
                        "query", 5, READ, Optional.empty(), Optional.of("warehouse"), false, 128, jar(home, "query")));
    }

    /** The checkout that this code was built in; {@code webscale.home} overrides it. */
    static Path home() {
        var given = System.getProperty("webscale.home");
        if (given != null) {
            return Path.of(given).toAbsolutePath().normalize();
        }
        var module = codeSource();
        while (module != null && !module.endsWith("local")) {
            module = module.getParent();
        }
        return module == null ? Path.of("").toAbsolutePath() : module.getParent();
    }

    /** The jar or the folder of classes that this class came from. */
    static Path codeSource() {
        try {
            return Path.of(Catalog.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The launcher's jar names its libraries; run from classes, the launcher's own class path will do. */
    static String classPath() {
        var source = codeSource().toString();
        return source.endsWith(".jar") ? source : System.getProperty("java.class.path");
    }

    /** A runner with a flat class path if the build made one, since the AOT cache holds more of it; else the fast jar. */
    private static List<String> jar(Path home, String module) {
        var target = home.resolve(module).resolve("target");
        if (Files.isDirectory(target)) {
            try (var runners = Files.newDirectoryStream(target, "*-runner.jar")) {
                for (var runner : runners) {
                    return List.of("-jar", runner.toString());
                }
            } catch (IOException e) {
                throw new StartFailure("Can't read " + target + ": " + e.getMessage(), e);
            }
        }
        return List.of("-jar", target.resolve("quarkus-app/quarkus-run.jar").toString());
    }
}
