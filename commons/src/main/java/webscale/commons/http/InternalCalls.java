package webscale.commons.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What the services ask of each other: POST, JSON both ways. The calls stand on the plain router, for the REST layer
 * would cost more than most of them do; the gateway leads nowhere under {@code /internal}.
 */
@ApplicationScoped
public class InternalCalls {
    private static final Logger LOG = Logger.getLogger(InternalCalls.class);
    private static final String JSON = "application/json";

    private final Vertx vertx;
    private final ObjectMapper json;

    InternalCalls(Vertx vertx, ObjectMapper json) {
        this.vertx = vertx;
        this.json = json;
    }

    /**
     * Answers a path.
     *
     * @param call may block. What it throws is answered 503; the caller then can't know whether anything was done.
     */
    public <I> void serve(Router router, String path, TypeReference<I> requestType, Function<I, ?> call) {
        var reader = json.readerFor(requestType);
        router.post(path).handler(context -> {
            var request = context.request();
            request.body()
                    .compose(body -> vertx.executeBlocking(() -> answer(reader, body, call), false))
                    .onSuccess(answer -> send(context, 200, JSON, answer))
                    .onFailure(fault -> refuse(context, fault));
            // Quarkus holds every body back until somebody wants it, and doesn't count body() as wanting.
            request.resume();
        });
    }

    private <I> Buffer answer(ObjectReader reader, Buffer body, Function<I, ?> call) throws IOException {
        I request = reader.readValue(body.getBytes());
        if (request == null) {
            throw new MalformedException();
        }
        return written(call.apply(request));
    }

    private void refuse(RoutingContext context, Throwable fault) {
        var problem = fault instanceof JacksonException || fault instanceof MalformedException
                ? Problem.of(400, null, "The body is not what this path takes")
                : ProblemMappers.logged(fault);
        try {
            send(context, problem.status(), Problem.MEDIA_TYPE, written(problem));
        } catch (IOException e) {
            context.fail(e);
        }
    }

    private Buffer written(Object answer) throws IOException {
        return Buffer.buffer(json.writeValueAsBytes(answer));
    }

    private static void send(RoutingContext context, int status, String type, Buffer body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .end(body);
    }

    private static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1;
    }
}
