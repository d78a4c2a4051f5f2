package webscale.drill;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Something that goes wrong for a while.
 *
 * @param lasts zero for what happens in a moment
 * @param begin does it; false if there was nothing to do it to
 */
record Fault(String what, Duration lasts, Predicate<Stage> begin, Consumer<Stage> end) {
    /** A fault at its time. */
    record Due(Duration at, Fault fault) {}

    static Fault momentary(String what, Predicate<Stage> begin) {
        return new Fault(what, Duration.ZERO, begin, stage -> {});
    }

    static Fault kill(String process) {
        return momentary("kill " + process, stage -> stage.system().signal(process, "KILL"));
    }

    static Fault pause(String process, Duration lasts) {
        return new Fault(
                "pause " + process, lasts, stage -> stage.system().signal(process, "STOP"), stage -> stage.system()
                        .signal(process, "CONT"));
    }

    static Fault cut(String link) {
        return momentary("cut " + link, stage -> {
            stage.link(link).cut();
            return true;
        });
    }

    static Fault split(String link, Duration lasts) {
        return onLink("split " + link, lasts, link, way -> {
            way.hold(Link.Way.REQUESTS);
            way.hold(Link.Way.ANSWERS);
        });
    }

    static Fault splitOneWay(String link, Link.Way way, Duration lasts) {
        return onLink("no " + lower(way) + " " + link, lasts, link, l -> l.hold(way));
    }

    /** Delivered after their sender, or their receiver, has long gone on by another connection. */
    static Fault late(String link, Link.Way way, Duration lasts) {
        return onLink("late " + lower(way) + " " + link, lasts, link, l -> l.stall(way));
    }

    static Fault weather(String what, String link, Link.Weather weather, Duration lasts) {
        return new Fault(
                what + " " + link,
                lasts,
                stage -> {
                    stage.link(link).become(weather);
                    return true;
                },
                stage -> stage.link(link).become(Link.Weather.FAIR));
    }

    /** The database dies, with everything it was doing, when a statement has arrived and isn't answered yet. */
    static Fault killInMidCommit(String link) {
        return momentary("kill postgres in the middle of a statement of " + link, stage -> {
            stage.link(link).afterNextRequest(() -> stage.system().signal("postgres", "KILL"));
            return true;
        });
    }

    /** @param offset of the process's clock from the true one */
    static Fault clock(String process, Duration offset, Duration lasts) {
        return new Fault(
                "clock of %s %+d s".formatted(process, offset.toSeconds()),
                lasts,
                stage -> {
                    stage.clocks().orElseThrow().set(process, offset);
                    return true;
                },
                stage -> stage.clocks().orElseThrow().set(process, Duration.ZERO));
    }

    private static Fault onLink(String what, Duration lasts, String link, Consumer<Link> begin) {
        return new Fault(
                what,
                lasts,
                stage -> {
                    begin.accept(stage.link(link));
                    return true;
                },
                stage -> stage.link(link).heal());
    }

    private static String lower(Link.Way way) {
        return way.name().toLowerCase(Locale.ROOT);
    }
}
