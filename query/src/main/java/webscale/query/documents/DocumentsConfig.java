package webscale.query.documents;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import webscale.commons.batch.BatchConfig;

/** Settings of the JSON documents, {@code webscale.documents.*}. */
@ConfigMapping(prefix = "webscale.documents")
public interface DocumentsConfig {
    /** How documents lie in Redis; one choice for the life of a data set, since the two can't read each other. */
    enum Storage {
        /** {@code JSON} if the server has the JSON commands, else {@code STRING}. Asked once, at the first use. */
        AUTO,
        /** As the server's own JSON type, by its {@code JSON.*} commands. */
        JSON,
        /** As plain strings, on any server of Redis 6.2 or newer, or Valkey. */
        STRING
    }

    @WithDefault("AUTO")
    Storage storage();

    /** The longest document, hash or string, as compact JSON in UTF-8; beyond: 413. */
    @WithDefault("1M")
    MemorySize documentMax();

    /** Objects and arrays inside each other, the root included; beyond: 413. */
    @WithDefault("64")
    int depthMax();

    /** Characters of a path such as {@code names[0].language.name}; beyond: 400. */
    @WithDefault("1024")
    int pathLengthMax();

    /** Keys in one listing; the next page follows by a cursor. */
    @WithDefault("1000")
    int keysMax();

    /** Documents in one bulk read. */
    @WithDefault("100")
    int bulkMax();

    /** Operations in one JSON Patch. */
    @WithDefault("256")
    int patchOperationsMax();

    /** Request bodies and answers in memory at once; beyond: 429. An eighth of the heap unless it is set. */
    Optional<MemorySize> inFlightMax();

    /** How long to wait for Redis before a request is answered 503. */
    @WithDefault("5s")
    Duration redisTimeout();

    /** Reads of documents. */
    BatchConfig read();

    /** Changes of documents that depend on what they hold. */
    BatchConfig edit();

    /** Documents that are written whole. */
    BatchConfig put();
}
