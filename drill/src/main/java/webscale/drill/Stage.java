package webscale.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import webscale.drill.shop.Audits;
import webscale.drill.shop.Shop;
import webscale.drill.shop.Tally;
import webscale.local.LocalSystem;
import webscale.local.Service;
import webscale.local.SystemPlan;
import webscale.local.Wiring;

/** The whole shop, running for one drill on data of its own, with every wire in reach that the drill wants to touch. */
final class Stage implements AutoCloseable, Wiring {
    /** Whom a random fault may hit. */
    static final List<String> PROCESSES = List.of("order", "payment", "stock", "gateway", "postgres");

    static final List<String> SERVICES = List.of("order", "payment", "stock");

    static final String SECOND_ORDER = "order2";
    private static final int SECOND_ORDER_PORT = 15;
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);

    /**
     * What is special about a stage.
     *
     * @param linked whether connections between processes go through {@link Link links}
     * @param clocks whether the services' clocks can be set
     * @param replicas of the order service, 1 or 2; two of them need links
     */
    record Setting(boolean linked, boolean clocks, int replicas) {
        static final Setting PLAIN = new Setting(false, false, 1);
        static final Setting LINKED = new Setting(true, false, 1);
    }

    private final Setting setting;
    private final Path data;
    private final Optional<Clocks> clocks;
    private final ConcurrentMap<String, Link> links = new ConcurrentHashMap<>();
    private final List<Shop> shops = new ArrayList<>();
    private final Tally tally = new Tally();
    private LocalSystem system;

    private Stage(Setting setting, Path data, Optional<Clocks> clocks) {
        this.setting = setting;
        this.data = data;
        this.clocks = clocks;
    }

    /** Everything is ready when this returns. */
    static Stage open(Setting setting, Path data, int port) {
        delete(data);
        var clocks = Clocks.installed()
                .filter(library -> setting.clocks())
                .map(library -> new Clocks(library, data.resolve("clocks")));
        var stage = new Stage(setting, data, clocks);
        try {
            stage.start(port);
            return stage;
        } catch (RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private void start(int port) {
        var plan = SystemPlan.of(data, port).with((Wiring) this);
        if (setting.replicas() > 1) {
            var services = new ArrayList<>(plan.services());
            var order = services.stream()
                    .filter(service -> service.name().equals("order"))
                    .findFirst()
                    .orElseThrow();
            services.add(new Service(SECOND_ORDER, SECOND_ORDER_PORT, List.of(), order.database(), order.program()));
            plan = plan.with(services);
        }
        system = LocalSystem.start(plan);
        if (setting.replicas() > 1) {
            link("gateway-order").alsoTo(port + SECOND_ORDER_PORT);
        }
    }

    LocalSystem system() {
        return system;
    }

    Tally tally() {
        return tally;
    }

    Path data() {
        return data;
    }

    Optional<Clocks> clocks() {
        return clocks;
    }

    /** The way between two processes, {@code order-postgres}. */
    Link link(String name) {
        var link = links.get(name);
        if (link == null) {
            throw new IllegalArgumentException("no link " + name + " among " + links.keySet());
        }
        return link;
    }

    List<Link> links() {
        return List.copyOf(links.values());
    }

    /** A client that comes through the gateway. */
    Shop shop() {
        return shop(system.gatewayUrl(), tally);
    }

    Audits audits() {
        return new Audits(service -> shop(system.url(service), new Tally()));
    }

    Shop shop(Tally tally) {
        return shop(system.gatewayUrl(), tally);
    }

    private synchronized Shop shop(String url, Tally tally) {
        var shop = new Shop(url, tally);
        shops.add(shop);
        return shop;
    }

    /** Whether every process answers its readiness probe, now or after a while. */
    boolean awaitReady() {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!PROCESSES.stream().allMatch(system::ready)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return true;
    }

    @Override
    public int port(String from, String to, int port) {
        if (!setting.linked() || from.equals("query") || to.equals("query") || to.equals("redis")) {
            return port;
        }
        return links.computeIfAbsent(from + "-" + to, name -> new Link(name, port))
                .port();
    }

    @Override
    public Map<String, String> environment(String process) {
        return clocks.filter(c -> SERVICES.contains(process))
                .map(c -> c.environment(process))
                .orElse(Map.of());
    }

    @Override
    public void close() {
        shops.forEach(Shop::close);
        links.values().forEach(link -> {
            link.heal();
            link.become(Link.Weather.FAIR);
        });
        if (system != null) {
            system.close();
        }
        links.values().forEach(Link::close);
    }

    /** Leaves nothing of it. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                    if (!dir.equals(folder)) { // which may be where a file system is mounted
                        Files.deleteIfExists(dir);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
