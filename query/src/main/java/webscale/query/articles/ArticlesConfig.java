package webscale.query.articles;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what is told about articles and their readers, {@code webscale.articles.*}. */
@ConfigMapping(prefix = "webscale.articles")
public interface ArticlesConfig {
    /** How old an answer may be; a load that ends makes it new much sooner. */
    @WithDefault("300s")
    Duration lifetime();

    /** The most days after an installation that may be asked for; beyond: 400. */
    @WithDefault("366")
    int daysMax();
}
