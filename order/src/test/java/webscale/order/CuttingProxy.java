package webscale.order;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Stands between the service and its database, and cuts a connection right before or right after a statement. */
final class CuttingProxy {
    private static final int NEVER = 0;

    private final AtomicInteger cutBefore = new AtomicInteger(NEVER);
    private final AtomicInteger cutAfter = new AtomicInteger(NEVER);
    private final ServerSocket server;
    private final int target;

    CuttingProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The nth statement from now never reaches the server. */
    void cutBefore(int nth) {
        cutBefore.set(nth);
    }

    /** The nth statement from now is carried out, and its answer never reaches the service. */
    void cutAfter(int nth) {
        cutAfter.set(nth);
    }

    boolean hasCut() {
        return cutBefore.get() == NEVER && cutAfter.get() == NEVER;
    }

    private void accept() {
        while (true) {
            try {
                var client = server.accept();
                var upstream = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                var pair = new Pair(client, upstream);
                Thread.ofVirtual().start(pair::requests);
                Thread.ofVirtual().start(pair::answers);
            } catch (IOException e) {
                return;
            }
        }
    }

    private final class Pair {
        private final Socket client;
        private final Socket upstream;
        private volatile boolean swallowing;

        Pair(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void requests() {
            pump(client, upstream, () -> {
                if (reached(cutBefore)) {
                    return false;
                }
                swallowing = reached(cutAfter);
                return true;
            });
        }

        void answers() {
            pump(upstream, client, () -> !swallowing);
        }

        private void pump(Socket from, Socket to, BooleanSupplier mayPass) {
            var buffer = new byte[1 << 16];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                for (int n = in.read(buffer); n >= 0 && mayPass.getAsBoolean(); n = in.read(buffer)) {
                    to.getOutputStream().write(buffer, 0, n);
                }
            } catch (IOException e) {
                // The other direction has ended the pair.
            }
        }
    }

    private static boolean reached(AtomicInteger countdown) {
        return countdown.getAndUpdate(n -> Math.max(NEVER, n - 1)) == 1;
    }
}
