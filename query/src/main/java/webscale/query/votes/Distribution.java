package webscale.query.votes;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/** The votes as the public clients know them. */
public record Distribution(String status, Payload payload) {
    public record Payload(
            @JsonProperty("last_10_minute") Counts lastTenMinutes,
            @JsonProperty("total_vote_count") Counts total) {}

    /**
     * @param lastUpdateTime such as {@code 2026-01-31 13:05:09.123456}, in UTC
     * @param distribution   votes by the candidate's name; each candidate is there, in order
     */
    public record Counts(@JsonProperty("last_update_time") String lastUpdateTime, Map<String, Long> distribution) {}
}
