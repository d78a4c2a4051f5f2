package webscale.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** So many clients at once, each with a connection of its own, that check random orders out one after the other. */
final class Crowd {
    private static final int PATIENCE_MILLIS = 100_000;
    private static final int CONNECT_MILLIS = 20_000;
    /** What Retry-After asks for. */
    private static final Duration COME_AGAIN = Duration.ofSeconds(1);

    final AtomicLong accepted = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong shed = new AtomicLong();
    final AtomicLong shedWithoutRetryAfter = new AtomicLong();
    final AtomicLong serverErrors = new AtomicLong();
    final AtomicLong unknown = new AtomicLong();
    final Set<String> sold = ConcurrentHashMap.newKeySet();
    private final List<Long> acceptedNanos = new ArrayList<>();
    private final List<Long> shedNanos = new ArrayList<>();
    private final int port;
    private final int orders;
    private volatile boolean open = true;

    Crowd(int port, int orders) {
        this.port = port;
        this.orders = orders;
    }

    /** Shops for so long, and returns when the last one has its answer. */
    Crowd shop(int clients, Duration time) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(this::client));
        }
        LockSupport.parkNanos(time.toNanos());
        open = false;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return this;
    }

    private void client() {
        while (open) {
            try (var connection = new Raw(port)) {
                connection.connect(CONNECT_MILLIS);
                connection.patience(PATIENCE_MILLIS);
                while (open) {
                    ask(connection);
                }
            } catch (IOException e) {
                unknown.incrementAndGet();
                LockSupport.parkNanos(COME_AGAIN.toNanos());
            }
        }
    }

    private void ask(Raw connection) throws IOException {
        var order = Integer.toString(ThreadLocalRandom.current().nextInt(orders));
        long begun = System.nanoTime();
        var reply = connection.ask("POST", "/orders/checkout/" + order);
        long took = System.nanoTime() - begun;
        if (reply.status() == 429) {
            shed.incrementAndGet();
            note(shedNanos, took);
            if (!reply.retryAfter()) {
                shedWithoutRetryAfter.incrementAndGet();
            }
            LockSupport.parkNanos(COME_AGAIN.toNanos());
        } else if (reply.status() == 200) {
            accepted.incrementAndGet();
            sold.add(order);
            note(acceptedNanos, took);
        } else if (reply.status() >= 500) {
            serverErrors.incrementAndGet();
        } else {
            refused.incrementAndGet();
        }
    }

    private static void note(List<Long> times, long nanos) {
        synchronized (times) {
            times.add(nanos);
        }
    }

    Duration accepted(double quantile) {
        return quantile(acceptedNanos, quantile);
    }

    Duration shed(double quantile) {
        return quantile(shedNanos, quantile);
    }

    private static Duration quantile(List<Long> times, double quantile) {
        synchronized (times) {
            if (times.isEmpty()) {
                return Duration.ZERO;
            }
            var sorted = times.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            return Duration.ofNanos(sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))]);
        }
    }

    String figures(Duration time) {
        return "%,.0f accepted/s, p50 %s, p99 %s; %,d shed, p99 %s; %,d refused, %,d unknown, %,d 5xx"
                .formatted(
                        accepted.get() / (time.toMillis() / 1e3),
                        millis(accepted(0.5)),
                        millis(accepted(0.99)),
                        shed.get(),
                        millis(shed(0.99)),
                        refused.get(),
                        unknown.get(),
                        serverErrors.get());
    }

    static String millis(Duration time) {
        return "%.1f ms".formatted(time.toNanos() / 1e6);
    }
}
