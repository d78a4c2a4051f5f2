package webscale.drill;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A way between two processes that can be cut, split, slowed down, and made to repeat itself. It carries TCP; what a
 * network does to packets, its users see as delays and broken connections, and so does whoever uses this.
 */
final class Link implements AutoCloseable {
    /** Whose bytes. */
    enum Way {
        REQUESTS,
        ANSWERS
    }

    /** What the way is like. Bytes keep their order within a connection. */
    record Weather(Duration delayMax, int lostPercent, boolean twice) {
        static final Weather FAIR = new Weather(Duration.ZERO, 0, false);
        /** What waiting for a lost packet's repetition costs at least, on Linux. */
        private static final Duration RETRANSMISSION = Duration.ofMillis(200);

        private Duration delay(Random random) {
            long nanos = delayMax.isZero() ? 0 : random.nextLong(delayMax.toNanos());
            return Duration.ofNanos(nanos).plus(random.nextInt(100) < lostPercent ? RETRANSMISSION : Duration.ZERO);
        }
    }

    private final String name;
    private final ServerSocket server;
    private final List<Integer> targets = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Way> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger passed = new AtomicInteger();
    private volatile Weather weather = Weather.FAIR;
    private volatile Runnable afterNextRequest;

    Link(String name, int target) {
        this.name = name;
        targets.add(target);
        try {
            server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on every other connection goes there. */
    void alsoTo(int target) {
        targets.add(target);
    }

    void become(Weather weather) {
        this.weather = weather;
    }

    /** Nothing passes this way until {@link #heal}; then it does, also from those who have given up meanwhile. */
    void hold(Way way) {
        held.add(way);
    }

    /** The same for connections that are there now; new ones pass, so what is late meets what was done without it. */
    void stall(Way way) {
        pairs.forEach(pair -> pair.stalled.add(way));
    }

    /** Everything that was held is delivered. */
    void heal() {
        lock.lock();
        try {
            held.clear();
            pairs.forEach(pair -> pair.stalled.clear());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Breaks every connection at once; what was on its way is lost. */
    void cut() {
        pairs.forEach(Pair::reset);
    }

    /** Once, right after the next request was delivered and before it can be answered. */
    void afterNextRequest(Runnable action) {
        afterNextRequest = action;
    }

    /** Pieces that have passed; shows whether a link was of any use. */
    int passed() {
        return passed.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        heal();
        cut();
    }

    @Override
    public String toString() {
        return name;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        var upstream = new Socket();
        int target = targets.get(Math.floorMod(next.getAndIncrement(), targets.size()));
        var pair = new Pair(client, upstream, target);
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            upstream.connect(address(target), 5_000);
        } catch (IOException e) {
            pair.reset();
            return;
        }
        pairs.add(pair);
        Thread.ofVirtual().start(() -> pair.pump(Way.REQUESTS));
        Thread.ofVirtual().start(() -> pair.pump(Way.ANSWERS));
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void awaitPassage(Pair pair, Way way) {
        lock.lock();
        try {
            while (held.contains(way) || pair.stalled.contains(way)) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A connection and its continuation. */
    private final class Pair {
        private final Socket client;
        private final Socket upstream;
        private final int target;
        private final Set<Way> stalled = ConcurrentHashMap.newKeySet();
        /** What was asked since the last answer began: without pipelining, a whole request. */
        private final ByteArrayOutputStream asked = new ByteArrayOutputStream();

        Pair(Socket client, Socket upstream, int target) {
            this.client = client;
            this.upstream = upstream;
            this.target = target;
        }

        void pump(Way way) {
            var from = way == Way.REQUESTS ? client : upstream;
            var to = way == Way.REQUESTS ? upstream : client;
            var buffer = new byte[1 << 16];
            try {
                var in = from.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    LockSupport.parkNanos(
                            weather.delay(ThreadLocalRandom.current()).toNanos());
                    awaitPassage(this, way);
                    if (way == Way.REQUESTS) {
                        remember(buffer, n);
                    } else {
                        askAgain();
                    }
                    to.getOutputStream().write(buffer, 0, n);
                    passed.incrementAndGet();
                    if (way == Way.REQUESTS) {
                        act();
                    }
                }
                awaitPassage(this, way);
                to.shutdownOutput();
                if (way == Way.ANSWERS) {
                    close();
                }
            } catch (IOException e) {
                reset();
            }
        }

        private synchronized void remember(byte[] bytes, int n) {
            if (weather.twice()) {
                asked.write(bytes, 0, n);
            }
        }

        /** The answer begins, so the request is whole: deliver it once more, sooner or later, to deaf ears. */
        private synchronized void askAgain() {
            if (asked.size() == 0) {
                return;
            }
            var request = asked.toByteArray();
            asked.reset();
            Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(500_000_000));
                try (var again = new Socket()) {
                    again.connect(address(target), 5_000);
                    again.setSoTimeout(30_000);
                    again.getOutputStream().write(request);
                    again.getInputStream().read(new byte[1 << 16]);
                } catch (IOException e) {
                    // then it was delivered once
                }
            });
        }

        private void act() {
            var action = afterNextRequest;
            if (action != null) {
                afterNextRequest = null;
                action.run();
            }
        }

        void reset() {
            try {
                client.setSoLinger(true, 0);
                upstream.setSoLinger(true, 0);
            } catch (IOException e) {
                // closed already
            }
            close();
        }

        private void close() {
            pairs.remove(this);
            try (client;
                    upstream) {
                return;
            } catch (IOException e) {
                // it is gone, which is all that was wanted
            }
        }
    }
}
