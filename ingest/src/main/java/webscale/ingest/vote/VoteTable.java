package webscale.ingest.vote;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import webscale.commons.sql.Sql;
import webscale.ingest.dataset.DatasetVersion;

/** The table of votes. */
@Singleton
class VoteTable {
    /** One process stores votes at a time, so that none sees a free microsecond that another is about to take. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('votes'))";

    private static final String KNOWN = "SELECT voteId FROM votes WHERE voteId = ANY (?::uuid[])";

    /** The times around each vote at its kiosk: as many as there are votes in the batch could be in its way. */
    private static final String TAKEN = """
            SELECT DISTINCT votes.kioskId, (extract(epoch FROM votes.voteTime) * 1000000)::bigint
              FROM unnest(?::bigint[], ?::bigint[]) AS vote (kiosk, micros)
              JOIN votes
                ON votes.kioskId = vote.kiosk
               AND votes.voteTime BETWEEN to_timestamp(0) + vote.micros * interval '1 microsecond'
                                      AND to_timestamp(0) + (vote.micros + ?) * interval '1 microsecond'
            """;

    private static final String INSERT = """
            INSERT INTO votes (voteId, candidate, voteTime, kioskId)
            SELECT id, candidate, to_timestamp(0) + micros * interval '1 microsecond', kiosk
              FROM unnest(?::uuid[], ?::text[], ?::bigint[], ?::bigint[]) AS vote (id, candidate, micros, kiosk)
            """;

    private record Moment(long kiosk, long micros) {}

    private final Sql sql;

    VoteTable(DataSource pool) {
        this.sql = new Sql(pool);
    }

    /** Stores those that aren't there yet. Safe to repeat. */
    void store(List<Vote> batch) {
        sql.transaction(session -> {
            session.query(LOCK, row -> 0);
            var votes = unknown(session, batch);
            if (!votes.isEmpty()) {
                insert(session, votes);
                DatasetVersion.raise(session, "votes");
            }
            return null;
        });
    }

    private static List<Vote> unknown(Sql.Session session, List<Vote> batch) throws SQLException {
        var votes = new LinkedHashMap<UUID, Vote>();
        batch.forEach(vote -> votes.putIfAbsent(vote.id(), vote));
        var ids = votes.keySet().stream().map(UUID::toString).toArray(String[]::new);
        session.query(KNOWN, row -> row.getObject(1, UUID.class), (Object) ids).forEach(votes::remove);
        return List.copyOf(votes.values());
    }

    /** A later vote of the same kiosk and microsecond takes the next one that is free. */
    private static void insert(Sql.Session session, List<Vote> votes) throws SQLException {
        var taken = taken(session, votes);
        var times = new ArrayList<Long>(votes.size());
        for (var vote : votes) {
            long micros = vote.micros();
            while (!taken.add(new Moment(vote.kiosk(), micros))) {
                micros++;
            }
            times.add(micros);
        }
        session.update(
                INSERT,
                votes.stream().map(vote -> vote.id().toString()).toArray(String[]::new),
                votes.stream().map(Vote::candidate).toArray(String[]::new),
                times.stream().mapToLong(Long::longValue).toArray(),
                kiosks(votes).toArray());
    }

    private static Set<Moment> taken(Sql.Session session, List<Vote> votes) throws SQLException {
        long reach = votes.size();
        while (true) {
            var found = session.query(
                    TAKEN,
                    row -> new Moment(row.getLong(1), row.getLong(2)),
                    kiosks(votes).toArray(),
                    votes.stream().mapToLong(Vote::micros).toArray(),
                    reach);
            // Every microsecond that is taken may push a vote one further, beyond what was looked at.
            if (found.size() + votes.size() <= reach || found.isEmpty()) {
                return new HashSet<>(found);
            }
            reach = 2L * (found.size() + votes.size());
        }
    }

    private static LongStream kiosks(List<Vote> votes) {
        return votes.stream().mapToLong(Vote::kiosk);
    }
}
