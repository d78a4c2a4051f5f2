package webscale.checker;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills pods, each part so many times, in an order that the seed decides. A part is killed again only once it has come
 * back, so that every kill hits something; different parts may well be down together.
 */
final class Chaos {
    private static final String PART = "app.kubernetes.io/name";
    private static final Duration BACK_WITHIN = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KubernetesClient cluster;
    private final String namespace;
    private final List<String> schedule = new ArrayList<>();
    private final Duration pace;
    private final Random random;
    private final Map<String, Integer> killed = new TreeMap<>();

    /** @param pace from one kill to the next; up to twice as long, and longer if its part isn't back yet */
    Chaos(KubernetesClient cluster, String namespace, List<String> parts, int kills, Duration pace, long seed) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.pace = pace;
        this.random = new Random(seed);
        parts.forEach(part -> schedule.addAll(Collections.nCopies(kills, part)));
        Collections.shuffle(schedule, random);
    }

    /** Returns when the schedule is done and everything is back. */
    void run() {
        for (var part : schedule) {
            LockSupport.parkNanos(pace.toNanos() + random.nextLong(pace.toNanos()));
            kill(part);
        }
        schedule.stream().distinct().forEach(this::awaitReady);
    }

    /** How often each part was killed. */
    Map<String, Integer> killed() {
        return killed;
    }

    private void kill(String part) {
        var ready = awaitReady(part);
        var victim = ready.get(random.nextInt(ready.size()));
        var name = victim.getMetadata().getName();
        System.out.printf("%s  kill %s%n", LocalTime.now().truncatedTo(ChronoUnit.SECONDS), name);
        // A second instead of none for what has a volume: none would let its successor start while it still writes.
        long grace = hasVolume(victim) ? 1 : 0;
        cluster.pods()
                .inNamespace(namespace)
                .withName(name)
                .withGracePeriod(grace)
                .delete();
        killed.merge(part, 1, Integer::sum);
    }

    private static boolean hasVolume(Pod pod) {
        return pod.getSpec().getVolumes().stream().anyMatch(volume -> volume.getPersistentVolumeClaim() != null);
    }

    private List<Pod> awaitReady(String part) {
        long deadline = System.nanoTime() + BACK_WITHIN.toNanos();
        do {
            var ready = ready(part);
            if (!ready.isEmpty()) {
                return ready;
            }
            LockSupport.parkNanos(POLL.toNanos());
        } while (System.nanoTime() - deadline < 0);
        throw new IllegalStateException("no pod of %s was ready within %s".formatted(part, BACK_WITHIN));
    }

    private List<Pod> ready(String part) {
        try {
            return cluster
                    .pods()
                    .inNamespace(namespace)
                    .withLabel("app.kubernetes.io/part-of", "webscale")
                    .withLabel(PART, part)
                    .list()
                    .getItems()
                    .stream()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .filter(Readiness.getInstance()::isReady)
                    .toList();
        } catch (KubernetesClientException e) {
            return List.of(); // the API server has its moments too
        }
    }
}
