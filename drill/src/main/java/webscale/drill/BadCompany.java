package webscale.drill;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import webscale.drill.shop.Verdict;

/** Clients that want too much, or take too long. */
final class BadCompany {
    /** Ten times the connections of the largest load that is measured for docs/performance.md. */
    private static final int MANY = 10_240;

    private static final int SLOW = 2_000;
    private static final int GREEDY = 100;
    private static final int CONNECT_MILLIS = 20_000;
    /** A client needs a file descriptor, and so does the gateway, beside those that both have. */
    private static final int SPARE_DESCRIPTORS = 2_000;

    private BadCompany() {}

    static List<Drill> all() {
        return List.of(
                new LoadDrill("overload", "ten times the connections that are served", BadCompany::overload),
                new LoadDrill(
                        "slowloris",
                        "2,000 clients that send a byte of a request every ten seconds",
                        BadCompany::slowloris),
                new LoadDrill("silent", "2,000 connections on which nothing ever comes", BadCompany::silent),
                new LoadDrill("greedy", "clients that ask on and on and never read an answer", BadCompany::greedy));
    }

    private static LoadDrill.Stay overload(int port, Crowd crowd, List<Verdict> verdicts) {
        int clients = affordable(MANY);
        var shopping = Thread.ofPlatform().daemon().start(() -> crowd.shop(clients, Duration.ofSeconds(12)));
        return () -> {
            shopping.join();
            verdicts.add(new Verdict(
                    "sheds",
                    "some of " + clients + " clients are told 429, and some are sold to",
                    "true",
                    Boolean.toString(crowd.shed.get() > 0 && crowd.accepted.get() > 0),
                    List.of()));
        };
    }

    private static LoadDrill.Stay slowloris(int port, Crowd crowd, List<Verdict> verdicts) {
        var sockets = connected(port, affordable(SLOW));
        var text = Raw.request("POST", "/orders/checkout/0");
        var dripping = Thread.ofVirtual().start(() -> {
            for (int at = 0; at < text.length() - 1 && !Thread.currentThread().isInterrupted(); at++) {
                for (var socket : sockets) {
                    try {
                        socket.send(text.substring(at, at + 1));
                    } catch (IOException e) {
                        socket.close(); // sent off
                    }
                }
                LockSupport.parkNanos(Duration.ofSeconds(10).toNanos());
            }
        });
        return () -> {
            dripping.interrupt();
            sockets.forEach(Raw::close);
        };
    }

    private static LoadDrill.Stay silent(int port, Crowd crowd, List<Verdict> verdicts) {
        var sockets = connected(port, affordable(SLOW));
        return () -> {
            long deadline = System.nanoTime() + Duration.ofSeconds(130).toNanos();
            var waiting = new AtomicInteger();
            for (var socket : sockets) {
                socket.patience((int) Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                waiting.addAndGet(socket.ended() ? 0 : 1);
                socket.close();
            }
            verdicts.add(new Verdict(
                    "sent off",
                    "a connection that brings nothing is closed",
                    "0",
                    Integer.toString(waiting.get()),
                    List.of()));
        };
    }

    private static LoadDrill.Stay greedy(int port, Crowd crowd, List<Verdict> verdicts) {
        var sockets = connected(port, GREEDY);
        var text = Raw.request("GET", "/orders/find/1").repeat(100);
        var open = new AtomicInteger(GREEDY);
        var threads = sockets.stream()
                .map(socket -> Thread.ofVirtual().start(() -> {
                    try {
                        while (!Thread.currentThread().isInterrupted()) {
                            socket.send(text);
                        }
                    } catch (IOException e) {
                        open.decrementAndGet();
                    }
                }))
                .toList();
        return () -> {
            sockets.forEach(Raw::close);
            threads.forEach(Thread::interrupt);
            for (var thread : threads) {
                thread.join();
            }
        };
    }

    private static List<Raw> connected(int port, int count) {
        var sockets = new ConcurrentLinkedQueue<Raw>();
        for (int i = 0; i < count; i++) {
            var socket = new Raw(port);
            try {
                socket.connect(CONNECT_MILLIS);
                sockets.add(socket);
            } catch (IOException e) {
                socket.close();
            }
        }
        return new ArrayList<>(sockets);
    }

    private static int affordable(int wanted) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? Math.clamp(system.getMaxFileDescriptorCount() - SPARE_DESCRIPTORS, 100, wanted)
                : wanted;
    }
}
