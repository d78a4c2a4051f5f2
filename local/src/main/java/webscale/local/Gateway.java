package webscale.local;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The one door to the system: a reverse proxy that knows a service by the first segment of the path. */
public final class Gateway implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    /** Warns, with a page of stack each, when a client hangs up before its answer: that is the client's right. */
    private static final Logger HANG_UPS = Logger.getLogger("io.netty.channel.AbstractChannelHandlerContext");

    private final Vertx vertx;

    private Gateway(Vertx vertx) {
        this.vertx = vertx;
    }

    /** {@code Gateway 8000 orders=8001 payment=8002}: its port, then where each first segment goes on this machine. */
    public static void main(String[] arguments) {
        var ports = new HashMap<String, Integer>();
        for (var route : List.of(arguments).subList(1, arguments.length)) {
            var at = route.indexOf('=');
            ports.put(route.substring(0, at), Integer.valueOf(route.substring(at + 1)));
        }
        HANG_UPS.setLevel(Level.SEVERE);
        var gateway = start(Integer.parseInt(arguments[0]), ports, Patience.DEFAULT);
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "stop"));
    }

    /** Listens when this returns. */
    static Gateway start(int port, Map<String, Integer> ports, Patience patience) {
        var vertx =
                Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS).setPreferNativeTransport(true));
        var options = new DeploymentOptions().setInstances(EVENT_LOOPS);
        try {
            vertx.deployVerticle(() -> new GatewayVerticle(port, ports, patience), options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new Gateway(vertx);
        } catch (RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    /** Returns when the requests in flight are answered. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static JavaProgram program(int port, List<Service> services, Wiring wiring) {
        var program =
                new ArrayList<>(List.of("-cp", Catalog.classPath(), Gateway.class.getName(), Integer.toString(port)));
        for (var service : services) {
            var to = wiring.port("gateway", service.name(), port + service.port());
            service.paths().forEach(path -> program.add(path + "=" + to));
        }
        return new JavaProgram("gateway", JavaProgram.GATEWAY_FLAGS, program);
    }
}
