package webscale.query.weather;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Settings of the weather's answers, {@code webscale.weather.*}. */
@ConfigMapping(prefix = "webscale.weather")
public interface WeatherConfig {
    /** How old an answer may be; a load that ends makes it new much sooner. */
    @WithDefault("300s")
    Duration lifetime();

    /** Locations in the drop-down; the others are found by search. */
    @WithDefault("50")
    int offered();

    /** What the drop-down offers besides while fewer than ten locations are known. */
    @WithDefault("Beijing,Berlin,Cairo,Lagos,London,Mumbai,New York,São Paulo,Sydney,Tokyo")
    List<String> suggested();

    /** The most locations that one answer lists. */
    @WithDefault("10000")
    int listedMax();
}
