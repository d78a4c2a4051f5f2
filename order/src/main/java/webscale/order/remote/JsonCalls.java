package webscale.order.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import webscale.commons.trace.Traces;

/**
 * Calls to another of our services, POST with JSON both ways. A call blocks and runs on the caller's own thread, which is
 * a batcher's lane: handing it to an event loop and back would cost a lone checkout more than the call itself. Nothing
 * is repeated in here, for who calls knows what is safe to repeat.
 */
final class JsonCalls implements AutoCloseable {
    private static final Timeout CONNECT = Timeout.ofSeconds(1);
    private static final Timeout ANSWER = Timeout.ofSeconds(4);
    /** Short enough for new replicas to get their share, where a load balancer spreads connections. */
    private static final TimeValue CONNECTION_LIFE = TimeValue.ofSeconds(30);

    private static final int CONNECTIONS_MAX = 64;
    private static final RequestConfig REQUEST = RequestConfig.custom()
            .setConnectionRequestTimeout(CONNECT)
            .setResponseTimeout(ANSWER)
            .build();

    private final URI base;
    private final ObjectMapper json;
    private final MinimalHttpClient client;

    JsonCalls(URI base, ObjectMapper json) {
        this.base = base;
        this.json = json;
        var connections = new PoolingHttpClientConnectionManager();
        connections.setDefaultMaxPerRoute(CONNECTIONS_MAX);
        connections.setMaxTotal(CONNECTIONS_MAX);
        connections.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(CONNECT)
                .setSocketTimeout(ANSWER)
                .setTimeToLive(CONNECTION_LIFE)
                .build());
        client = HttpClients.createMinimal(connections);
    }

    /**
     * @throws RemoteException if the answer isn't 200, or there is none within 4 s: it may have been done or not
     */
    <T> T post(String path, Object body, TypeReference<T> answerType) {
        try {
            var request = new HttpPost(base.resolve(path));
            request.setConfig(REQUEST);
            request.setEntity(new ByteArrayEntity(json.writeValueAsBytes(body), ContentType.APPLICATION_JSON));
            return Traces.calling(
                    "POST " + path,
                    request,
                    HttpPost::setHeader,
                    () -> client.execute(request, response -> read(path, response, answerType)));
        } catch (IOException e) {
            throw new RemoteException("%s%s: %s".formatted(base, path, e), e);
        }
    }

    private <T> T read(String path, ClassicHttpResponse response, TypeReference<T> answerType) throws IOException {
        if (response.getCode() != 200) {
            throw new RemoteException("%s%s answered %d".formatted(base, path, response.getCode()), null);
        }
        return json.readValue(response.getEntity().getContent(), answerType);
    }

    @Override
    public void close() {
        client.close(CloseMode.GRACEFUL);
    }
}
