package webscale.ingest.load;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A file, upload or run of a generator on its way into a table, as clients see it. Its counts are always those of the
 * rows that are there.
 *
 * @param name        of the file, if it has one
 * @param rowsTotal   known once all of it was received
 * @param bytes       of the content, after gunzip
 * @param rowsPerSecond stored and rejected ones, on average since the load began
 * @param secondsLeft   at that pace; absent when there is no telling
 * @param failure     why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Load(
        @JsonProperty("load_id") String loadId,
        String dataset,
        String name,
        State state,
        @JsonProperty("rows_read") long rowsRead,
        @JsonProperty("rows_stored") long rowsStored,
        @JsonProperty("rows_rejected") long rowsRejected,
        @JsonProperty("rows_total") Long rowsTotal,
        @JsonProperty("chunks_done") int chunksDone,
        @JsonProperty("chunks_total") Integer chunksTotal,
        long bytes,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("finished_at") Instant finishedAt,
        @JsonProperty("rows_per_second") Long rowsPerSecond,
        @JsonProperty("seconds_left") Long secondsLeft,
        String failure,
        @JsonIgnore boolean sent,
        @JsonIgnore byte[] fingerprint) {
    /** Where it is. */
    public enum State {
        /** The file is coming in; nothing of it is stored. */
        RECEIVING,
        /** All of it is here, and its chunks are being stored. */
        LOADING,
        /** Each row is stored or rejected. */
        DONE,
        /** What is missing won't come by itself: {@code failure} says why, and what helps. */
        FAILED
    }

    /** Whether nothing more will happen to it by itself. */
    @JsonIgnore
    public boolean isOver() {
        return state == State.DONE || state == State.FAILED;
    }
}
