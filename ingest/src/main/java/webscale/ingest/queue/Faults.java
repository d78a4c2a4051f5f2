package webscale.ingest.queue;

import java.sql.SQLException;
import java.util.Set;
import webscale.commons.batch.RolledBackException;

/** Tells what may go by itself from what never will. */
public final class Faults {
    /** SQLSTATE classes that say nothing about the rows: connection, rollback, resources, lock, operator, system. */
    private static final Set<String> PASSING = Set.of("08", "25", "40", "53", "55", "57", "58");

    private Faults() {}

    /** Whether the same work may succeed later. */
    public static boolean mayPass(RolledBackException e) {
        return e.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && PASSING.contains(sql.getSQLState().substring(0, 2));
    }
}
