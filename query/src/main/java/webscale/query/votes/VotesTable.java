package webscale.query.votes;

import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import webscale.query.warehouse.Warehouse;

/** Every statement about votes. */
@Singleton
class VotesTable {
    private static final String NOW = """
            SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
            """;

    private static final String TOTAL = """
            SELECT candidate, votes
              FROM vote_total
             ORDER BY candidate
            """;

    private static final String LAST_TEN_MINUTES = """
            SELECT candidate, count(*)
              FROM votes
             WHERE voteTime > now() - interval '10 minutes'
             GROUP BY candidate
             ORDER BY candidate
            """;

    private record Count(String candidate, long votes) {}

    private final Warehouse warehouse;
    private final VotesConfig config;

    VotesTable(Warehouse warehouse, VotesConfig config) {
        this.warehouse = warehouse;
        this.config = config;
    }

    Distribution distribution() {
        return new Distribution("SUCCESS", new Distribution.Payload(counts(LAST_TEN_MINUTES), counts(TOTAL)));
    }

    private Distribution.Counts counts(String statement) {
        return warehouse.ask(sql -> {
            var time = sql.query(NOW, row -> row.getString(1)).getFirst();
            var votes = sql.query(statement, row -> new Count(row.getString(1), row.getLong(2)));
            return new Distribution.Counts(time, byName(votes));
        });
    }

    /** A vote for somebody who is no candidate any more counts under what was voted for. */
    private Map<String, Long> byName(List<Count> votes) {
        var names = new java.util.TreeMap<>(config.candidates());
        var byName = new LinkedHashMap<String, Long>();
        names.values().forEach(name -> byName.put(name, 0L));
        votes.forEach(
                count -> byName.merge(names.getOrDefault(count.candidate, count.candidate), count.votes, Long::sum));
        return byName;
    }
}
