package webscale.ingest.scale;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Scaling of this service's own Deployment, {@code webscale.ingest.scaling.*}; for clusters without KEDA. */
@ConfigMapping(prefix = "webscale.ingest.scaling")
public interface ScalingConfig {
    /** The Deployment to scale, in the namespace of this pod; none for leaving its size to others. */
    Optional<String> deployment();

    @WithDefault("1")
    int min();

    /** More than there are lanes would have nothing to do. */
    @WithDefault("4")
    int max();

    /** Chunks that wait for one pod. */
    @WithDefault("50")
    int lagPerPod();

    /** How long fewer pods have to suffice before there are fewer. */
    @WithDefault("5m")
    Duration calm();
}
