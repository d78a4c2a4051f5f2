package webscale.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webscale.drill.Link.Way;

/** A link does what a drill asks of it; otherwise the drill would prove nothing. */
class LinkTest {
    private final BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private Link link;

    /** Notes each byte and sends it back. */
    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        link = new Link("test", server.getLocalPort());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var client = server.accept();
                    Thread.ofVirtual().start(() -> echo(client));
                }
            } catch (IOException e) {
                // closed
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        link.close();
        server.close();
    }

    @Test
    void passes_both_ways() throws Exception {
        try (var client = client()) {
            assertThat(ask(client, 'a')).isEqualTo('a');
        }
        assertThat(next()).isEqualTo('a');
    }

    @Test
    void holds_everything_until_it_heals() throws Exception {
        try (var client = client()) {
            ask(client, 'a');
            link.hold(Way.REQUESTS);
            client.getOutputStream().write('b');
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
            assertThat(arrived).hasSize(1);

            link.heal();

            client.setSoTimeout(20_000);
            assertThat(client.getInputStream().read()).isEqualTo('b');
        }
    }

    @Test
    void delivers_late_what_another_connection_has_overtaken_and_whose_sender_has_gone() throws Exception {
        try (var client = client()) {
            ask(client, 'a');
            link.stall(Way.REQUESTS);
            client.getOutputStream().write('b');
        }
        try (var client = client()) {
            assertThat(ask(client, 'c')).isEqualTo('c');
        }
        link.heal();

        assertThat(next()).isEqualTo('a');
        assertThat(next()).isEqualTo('c');
        assertThat(next()).isEqualTo('b');
    }

    @Test
    void cuts_what_is_there_and_lets_new_connections_pass() throws Exception {
        try (var client = client()) {
            ask(client, 'a');
            link.cut();
            client.setSoTimeout(20_000);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        }
        try (var client = client()) {
            assertThat(ask(client, 'b')).isEqualTo('b');
        }
    }

    @Test
    void delivers_a_request_twice() throws Exception {
        link.become(new Link.Weather(Duration.ZERO, 0, true));
        try (var client = client()) {
            assertThat(ask(client, 'a')).isEqualTo('a');
        }
        assertThat(next()).isEqualTo('a');
        assertThat(next()).isEqualTo('a');
    }

    private Socket client() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), link.port());
    }

    private static int ask(Socket client, int what) throws IOException {
        client.getOutputStream().write(what);
        return client.getInputStream().read();
    }

    private Integer next() throws InterruptedException {
        return arrived.poll(20, TimeUnit.SECONDS);
    }

    private void echo(Socket client) {
        try (client) {
            for (int c = client.getInputStream().read();
                    c >= 0;
                    c = client.getInputStream().read()) {
                arrived.add(c);
                client.getOutputStream().write(c);
            }
        } catch (IOException e) {
            // cut
        }
    }
}
