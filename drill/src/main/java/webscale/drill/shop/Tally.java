package webscale.drill.shop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what clients were answered, and how long they had to do without. Safe for any number of threads. */
public final class Tally {
    /** Lies named in a report; more only count. */
    private static final int NAMED_MAX = 20;

    private final Map<Answer.Kind, Long> checkouts = new EnumMap<>(Answer.Kind.class);
    private final Map<String, Long> refusals = new TreeMap<>();
    private final List<String> lies = new ArrayList<>();
    private long lieCount;
    private long operations;
    private long serverErrors;
    private long ingressErrors;
    private int waiting;
    private long since;
    private long longestGap;
    private long longestWait;

    synchronized void operation() {
        operations++;
    }

    synchronized void ingressError() {
        ingressErrors++;
    }

    /** @return the moment, to be given back with the answer */
    synchronized long asks() {
        long now = System.nanoTime();
        if (waiting++ == 0) {
            since = now;
        }
        return now;
    }

    synchronized void answered(Answer answer, long asked) {
        long now = System.nanoTime();
        waiting--;
        checkouts.merge(answer.kind(), 1L, Long::sum);
        longestWait = Math.max(longestWait, now - asked);
        if (answer.status() >= 500) {
            serverErrors++;
        }
        if (answer.kind() == Answer.Kind.REFUSED) {
            refusals.merge(answer.code().isEmpty() ? "unknown order" : answer.code(), 1L, Long::sum);
        }
        if (answer.kind() == Answer.Kind.ACCEPTED || answer.kind() == Answer.Kind.REFUSED) {
            longestGap = Math.max(longestGap, now - since);
            since = now;
        }
    }

    /** Something that the shop showed and that its answers don't allow. */
    synchronized void lie(String what) {
        lieCount++;
        if (lies.size() < NAMED_MAX) {
            lies.add(what);
        }
    }

    public synchronized long lies() {
        return lieCount;
    }

    public synchronized List<String> namedLies() {
        return List.copyOf(lies);
    }

    /** Requests of every kind. */
    public synchronized long operations() {
        return operations;
    }

    /** Checkouts that were answered with a 5xx, which the public clients count as sales. */
    public synchronized long serverErrors() {
        return serverErrors;
    }

    /** Requests of every kind that an ingress answered instead of the shop. */
    public synchronized long ingressErrors() {
        return ingressErrors;
    }

    public synchronized long checkouts(Answer.Kind kind) {
        return checkouts.getOrDefault(kind, 0L);
    }

    /** How often each reason was given. */
    public synchronized Map<String, Long> refusals() {
        return new TreeMap<>(refusals);
    }

    /** The longest time in which clients waited for checkouts and none of them was accepted or refused. */
    public synchronized Duration longestGap() {
        return Duration.ofNanos(longestGap);
    }

    /** The longest that one client waited for its answer, whatever it was. */
    public synchronized Duration longestWait() {
        return Duration.ofNanos(longestWait);
    }
}
