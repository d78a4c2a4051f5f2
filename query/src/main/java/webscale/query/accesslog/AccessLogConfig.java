package webscale.query.accesslog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what is told about access logs, {@code webscale.access-log.*}. */
@ConfigMapping(prefix = "webscale.access-log")
public interface AccessLogConfig {
    /** How old an answer may be; a load that ends makes it new much sooner. */
    @WithDefault("300s")
    Duration lifetime();

    /** The most hosts that may be asked for; beyond: 400. */
    @WithDefault("1000")
    int hostsMax();
}
