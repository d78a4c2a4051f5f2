package webscale.ingest.scale;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import webscale.ingest.queue.BrokerLink;

/** Gives this service as many pods as the lag of its consumers asks for, where nothing else does. */
@ApplicationScoped
public class Scaler {
    private static final Logger LOG = Logger.getLogger(Scaler.class);

    private final ScalingConfig config;
    private final BrokerLink broker;
    private final Instance<KubernetesClient> cluster;
    private final Scaling scaling;

    Scaler(ScalingConfig config, BrokerLink broker, Instance<KubernetesClient> cluster) {
        this.config = config;
        this.broker = broker;
        this.cluster = cluster;
        this.scaling = new Scaling(config.min(), config.max(), config.lagPerPod(), config.calm(), System.nanoTime());
    }

    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        config.deployment().ifPresent(deployment -> {
            try {
                scale(cluster.get(), deployment, broker.lag());
            } catch (KubernetesClientException e) {
                LOG.warnf("%s can't be scaled now: %s", deployment, e.getMessage());
            }
        });
    }

    void scale(KubernetesClient client, String name, OptionalLong lag) {
        if (lag.isEmpty()) {
            scaling.unknown(System.nanoTime());
            return;
        }
        var deployment = client.apps().deployments().withName(name);
        var scale = deployment.scale();
        int pods = scale.getSpec().getReplicas();
        int wanted = scaling.pods(lag.getAsLong(), pods, System.nanoTime());
        if (wanted != pods) {
            LOG.infof("%d chunks wait: %s gets %d pods instead of %d", lag.getAsLong(), name, wanted, pods);
            // with the version that was read, so that of two pods at once one is told of a conflict
            scale.getSpec().setReplicas(wanted);
            deployment.scale(scale);
        }
    }
}
