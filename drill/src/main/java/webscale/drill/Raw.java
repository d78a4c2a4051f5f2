package webscale.drill;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection that speaks HTTP/1.1 as badly as its owner likes. */
final class Raw implements AutoCloseable {
    /** @param retryAfter whether the answer says when to come again */
    record Reply(int status, boolean retryAfter) {}

    private final Socket socket = new Socket();
    private final int port;
    private InputStream in;

    Raw(int port) {
        this.port = port;
    }

    void connect(int patienceMillis) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), patienceMillis);
        socket.setSoTimeout(patienceMillis);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 512);
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String request(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n";
    }

    Reply ask(String method, String path) throws IOException {
        send(request(method, path));
        int status = 0;
        int length = 0;
        boolean retryAfter = false;
        for (var line = line(); !line.isEmpty(); line = line()) {
            var lower = line.toLowerCase(Locale.ROOT);
            if (status == 0) {
                status = Integer.parseInt(line.substring(9, 12));
            } else if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("retry-after:")) {
                retryAfter = true;
            }
        }
        in.skipNBytes(length);
        return new Reply(status, retryAfter);
    }

    /** Whether the other side has closed it; waits no longer than its patience. */
    boolean ended() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the answer broke off");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }
}
