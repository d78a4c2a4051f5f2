package webscale.ingest.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.autoscaling.v1.ScaleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the scaler asks of the API server, which is also all that its Role allows. */
@EnableKubernetesMockClient
class ScalerTest {
    private static final String SCALE = "/apis/apps/v1/namespaces/test/deployments/shop-ingest/scale";

    KubernetesMockServer server;
    KubernetesClient client;

    private final Scaler scaler = new Scaler(new FourAtMost(), null, null);

    @Test
    void asks_for_the_pods_that_the_lag_wants() throws Exception {
        serverHas(1);
        server.expect()
                .put()
                .withPath(SCALE)
                .andReturn(HttpURLConnection.HTTP_OK, scale(3))
                .once();

        scaler.scale(client, "shop-ingest", OptionalLong.of(101));

        assertThat(server.takeRequest().getMethod()).isEqualTo("GET");
        var asked = server.takeRequest();
        assertThat(asked.getMethod()).isEqualTo("PUT");
        var sent = Serialization.unmarshal(asked.getUtf8Body(), Scale.class);
        assertThat(sent.getSpec().getReplicas()).isEqualTo(3);
        assertThat(sent.getMetadata().getResourceVersion()).isEqualTo("7");
    }

    @Test
    void leaves_alone_what_is_right() {
        serverHas(2);

        scaler.scale(client, "shop-ingest", OptionalLong.of(100));

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void asks_nothing_while_the_lag_is_unknown() {
        scaler.scale(client, "shop-ingest", OptionalLong.empty());

        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void yields_to_a_pod_that_was_faster() {
        serverHas(1);
        server.expect()
                .put()
                .withPath(SCALE)
                .andReturn(HttpURLConnection.HTTP_CONFLICT, "")
                .always();

        assertThatThrownBy(() -> scaler.scale(client, "shop-ingest", OptionalLong.of(500)))
                .isInstanceOf(KubernetesClientException.class);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    private void serverHas(int pods) {
        server.expect()
                .get()
                .withPath(SCALE)
                .andReturn(HttpURLConnection.HTTP_OK, scale(pods))
                .always();
    }

    private static Scale scale(int pods) {
        return new ScaleBuilder()
                .withNewMetadata()
                .withName("shop-ingest")
                .withResourceVersion("7")
                .endMetadata()
                .withNewSpec()
                .withReplicas(pods)
                .endSpec()
                .build();
    }

    private record FourAtMost() implements ScalingConfig {
        @Override
        public Optional<String> deployment() {
            return Optional.of("shop-ingest");
        }

        @Override
        public int min() {
            return 1;
        }

        @Override
        public int max() {
            return 4;
        }

        @Override
        public int lagPerPod() {
            return 50;
        }

        @Override
        public Duration calm() {
            return Duration.ofMinutes(5);
        }
    }
}
