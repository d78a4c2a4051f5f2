package webscale.local;

import java.time.Duration;

/**
 * How long the gateway holds a request that it has no answer for.
 *
 * @param unsent  while no service has seen the request, or it only reads
 * @param unknown a checkout that was sent: it may be done, so it is neither refused nor given up before this time
 * @param pause   between two tries at first; doubles up to {@code pauseMax}
 */
record Patience(Duration unsent, Duration unknown, Duration pause, Duration pauseMax) {
    static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMillis(25), Duration.ofMillis(250));
}
