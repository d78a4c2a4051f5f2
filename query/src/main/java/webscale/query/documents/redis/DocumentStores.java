package webscale.query.documents.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import webscale.query.documents.DocumentsConfig;

/** The stores that suit the server at hand. */
@ApplicationScoped
public class DocumentStores {
    private static final Logger LOG = Logger.getLogger(DocumentStores.class);

    private final RedisCalls redis;
    private final DocumentsConfig config;
    private final DocumentStore strings;
    private volatile DocumentStore documents;

    DocumentStores(RedisCalls redis, DocumentsConfig config) {
        this.redis = redis;
        this.config = config;
        this.strings = new ScriptedStore(redis, Dialect.PLAIN_STRING);
    }

    /** JSON in strings that are no documents. */
    public DocumentStore strings() {
        return strings;
    }

    /** Documents; waits for the server the first time. */
    public DocumentStore documents() {
        var known = documents;
        if (known == null) {
            var dialect =
                    switch (config.storage()) {
                        case JSON -> Dialect.JSON_TYPE;
                        case STRING -> Dialect.MARKED_STRING;
                        case AUTO -> hasJsonCommands() ? Dialect.JSON_TYPE : Dialect.MARKED_STRING;
                    };
            LOG.infof("Documents are kept as %s", dialect);
            known = new ScriptedStore(redis, dialect);
            documents = known;
        }
        return known;
    }

    private boolean hasJsonCommands() {
        var answer =
                redis.await(redis.send(Request.cmd(Command.COMMAND).arg("INFO").arg("JSON.GET")));
        return answer.size() == 1 && answer.get(0) != null;
    }
}
