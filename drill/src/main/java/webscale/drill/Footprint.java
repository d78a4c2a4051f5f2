package webscale.drill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import webscale.local.LocalSystem;

/** The memory that a service takes at most, over all its lives, as sampled from its metrics and from the system. */
final class Footprint {
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final double MEBIBYTE = 1 << 20;

    private final LocalSystem system;
    private final String service;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread sampler;
    private volatile long heapMax;
    private volatile long heapPeak;
    private volatile long residentPeak;

    private Footprint(LocalSystem system, String service) {
        this.system = system;
        this.service = service;
        this.sampler = Thread.ofVirtual().start(this::sample);
    }

    /** From now on. */
    static Footprint of(LocalSystem system, String service) {
        return new Footprint(system, service);
    }

    /** What the heap may grow to, in MiB. */
    long heapMax() {
        return heapMax;
    }

    /** Ends it, and says what it saw. */
    String end() {
        sampler.interrupt();
        return "%s: heap at most %d of %d MiB, resident at most %d MiB"
                .formatted(service, heapPeak, heapMax, residentPeak);
    }

    private void sample() {
        while (!Thread.currentThread().isInterrupted()) {
            residentPeak = Math.max(residentPeak, Memory.peak(system.pid(service)));
            readMetrics();
            LockSupport.parkNanos(EVERY.toNanos());
        }
        http.shutdownNow();
    }

    private void readMetrics() {
        var request = HttpRequest.newBuilder(URI.create(system.url(service) + "/q/metrics"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            var metrics = http.send(request, BodyHandlers.ofString()).body();
            heapPeak = Math.max(heapPeak, heap(metrics, "jvm_memory_used_bytes"));
            heapMax = Math.max(heapMax, heap(metrics, "jvm_memory_max_bytes"));
        } catch (IOException e) {
            // it was killed, and comes back
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long heap(String metrics, String name) {
        double bytes = metrics.lines()
                .filter(line -> line.startsWith(name + "{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        return (long) Math.ceil(bytes / MEBIBYTE);
    }
}
