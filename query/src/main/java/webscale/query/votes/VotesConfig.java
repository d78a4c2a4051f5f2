package webscale.query.votes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** Settings of the voting distribution, {@code webscale.votes.*}. */
@ConfigMapping(prefix = "webscale.votes")
public interface VotesConfig {
    /** How old the distribution may be. */
    @WithDefault("5s")
    Duration lifetime();

    /** The candidates' names by what is voted for, such as {@code webscale.votes.candidates.1=chips}. */
    Map<String, String> candidates();
}
