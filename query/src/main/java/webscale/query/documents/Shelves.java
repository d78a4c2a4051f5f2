package webscale.query.documents;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import webscale.query.documents.redis.DocumentStores;

/** The two kinds of JSON texts that clients keep here. */
@Singleton
public class Shelves {
    private final Documents documents;
    private final Documents strings;

    Shelves(DocumentStores stores, DocumentsConfig config, MeterRegistry metrics) {
        this.documents = new Documents("document", stores::documents, config, metrics);
        this.strings = new Documents("string", stores::strings, config, metrics);
    }

    /** Documents, {@code /redisjson}. */
    public Documents documents() {
        return documents;
    }

    /** JSON in strings, {@code /string}. */
    public Documents strings() {
        return strings;
    }

    @PreDestroy
    void drain() {
        documents.close();
        strings.close();
    }
}
