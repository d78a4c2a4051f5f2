package webscale.ingest.vote;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import webscale.commons.batch.BatchConfig;

/** Settings of the votes, {@code webscale.vote.*}. */
@ConfigMapping(prefix = "webscale.vote")
public interface VoteConfig {
    /** Who may be voted for: what is sent, and the name that is shown. */
    Map<String, String> candidates();

    /** The kiosk of votes that don't say which. */
    @WithDefault("9")
    long kiosk();

    /** Votes stored together. */
    BatchConfig store();
}
