package webscale.local;

import java.time.Duration;

/**
 * How long the gateway holds a request that it has no answer for, and a client that asks nothing.
 *
 * @param unsent  while no service has seen the request, or it only reads
 * @param unknown a checkout that was sent: it may be done, so it is neither refused nor given up before this time
 * @param silence from a service that has a request and says nothing: then it is taken for hung, and the request for
 *     unknown. Longer than any service thinks; not for bodies, nor for batch_init, which take their time
 * @param idle    a client's connection that brings no whole request for one to two times as long is closed
 * @param pause   between two tries at first; doubles up to {@code pauseMax}
 */
record Patience(Duration unsent, Duration unknown, Duration silence, Duration idle, Duration pause, Duration pauseMax) {
    static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMillis(25),
            Duration.ofMillis(250));
}
