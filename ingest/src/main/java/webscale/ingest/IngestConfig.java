package webscale.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the ingest service, {@code webscale.ingest.*}. The broker's own are in {@code BrokerSettings}. */
@ConfigMapping(prefix = "webscale.ingest")
public interface IngestConfig {
    /** Where files wait, in chunks, until the broker has all of them. It should outlive the process. */
    @WithDefault("${java.io.tmpdir}/webscale-ingest")
    Path spool();

    /** A folder that is watched for files, with a folder in it for each dataset. */
    Optional<Path> folder();

    /** How often it is looked at; a file is taken when it is the same twice. */
    @WithDefault("2s")
    Duration folderEvery();

    /** How long ago a sensor's record may be; older ones are deleted. Unless it is set, all are kept. */
    Optional<Duration> recordsKept();

    /** How often older records are looked for. */
    @WithDefault("1h")
    Duration recordsKeptEvery();

    /** Lanes of chunks: as many are stored at once. It must stay the same while chunks are on their way. */
    @WithDefault("4")
    int lanes();

    /** {@code kafka} or {@code rabbitmq}. */
    @WithDefault("kafka")
    String broker();

    /** Bytes of rows in one chunk, before compression. A chunk is one message and one transaction. */
    @WithDefault("1M")
    MemorySize chunkSize();

    /** Longer rows are rejected. */
    @WithDefault("64K")
    MemorySize rowMax();

    /** The largest file, after gunzip. */
    @WithDefault("1T")
    MemorySize fileMax();

    /** The largest ratio of a gzip file's content to itself; looked at from 16 MiB of content on. */
    @WithDefault("300")
    int gzipRatioMax();

    /** Files received at once; each takes about {@code chunk-size} times lanes of memory. The next one is refused, 429. */
    @WithDefault("4")
    int uploadsMax();

    /** How long an upload waits for the broker to take all of it, before it is answered 503 and goes on by itself. */
    @WithDefault("5m")
    Duration sendWithin();
}
