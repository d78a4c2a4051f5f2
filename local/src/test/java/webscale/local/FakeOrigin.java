package webscale.local;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service that does to each request what its script says next, and answers 200 when the script is over. */
final class FakeOrigin implements AutoCloseable {
    /** What to do with a request that was read to its end; returns whether the connection stays. */
    interface Step {
        boolean on(Socket client) throws IOException;
    }

    private final ServerSocket server;
    private final Thread accepting;
    private final Queue<Step> script = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    FakeOrigin(int port, Step... steps) {
        script.addAll(List.of(steps));
        try {
            server = new ServerSocket(port, 100, Ports.LOOPBACK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting = Thread.ofVirtual().start(this::accept);
    }

    static Step answer(int status, String body) {
        return client -> {
            write(client, status, "", body);
            return true;
        };
    }

    /** As Quarkus answers once its graceful shutdown has begun. */
    static Step shuttingDown() {
        return client -> {
            write(client, 503, "Connection: close\r\n", "");
            return false;
        };
    }

    /** Takes the request and dies. */
    static Step cut() {
        return client -> false;
    }

    int port() {
        return server.getLocalPort();
    }

    /** The request lines seen so far, without the protocol. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    String bodyOf(String request) {
        return bodies.get(request);
    }

    /** The port is free when this returns: it is the accepting thread that gives it up. */
    @Override
    public void close() {
        try {
            server.close();
            accepting.join();
            for (var client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedInputStream(client.getInputStream());
            for (var line = line(in); !line.isEmpty(); line = line(in)) {
                var request = line.substring(0, line.lastIndexOf(' '));
                var length = 0;
                for (var header = line(in); !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(header.substring(15).strip());
                    }
                }
                bodies.put(request, new String(in.readNBytes(length), StandardCharsets.UTF_8));
                requests.add(request);
                var step = script.poll();
                if (!(step == null ? answer(200, "done") : step).on(client)) {
                    return;
                }
            }
        } catch (IOException e) {
            // the gateway went away, or close() did it
        }
    }

    private static void write(Socket client, int status, String headers, String body) throws IOException {
        var text =
                "HTTP/1.1 " + status + " Fake\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
