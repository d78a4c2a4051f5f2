package webscale.query.records;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what is told about sensors, {@code webscale.records.*}. */
@ConfigMapping(prefix = "webscale.records")
public interface RecordsConfig {
    /** How old an answer may be. */
    @WithDefault("60s")
    Duration lifetime();

    /** Points in an answer when nobody says how many. */
    @WithDefault("1000")
    int points();

    /** The most points that may be asked for; beyond: 400. */
    @WithDefault("10000")
    int pointsMax();
}
