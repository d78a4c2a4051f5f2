package webscale.ingest.dataset;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/** What users did. A second row of the same user and time replaces the first. */
@Singleton
public class Clickstream implements Dataset {
    private static final Format FORMAT = Format.Csv.of("userId", "time", "action", "objectId");
    private static final Set<String> ACTIONS = Set.of("FIRST_INSTALL", "LIKE_ARTICLE", "LOG_IN");
    private static final Target TARGET = new Target.Merge(
            "clickstream", "userId, time, action, objectId", """
            INSERT INTO clickstream AS present (userId, time, action, objectId)
            SELECT DISTINCT ON (userId, time) userId, time, action, objectId
              FROM staged
             ORDER BY userId, time, position DESC
            ON CONFLICT (userId, time) DO UPDATE
               SET action = excluded.action, objectId = excluded.objectId
             WHERE (present.action, present.objectId) IS DISTINCT FROM (excluded.action, excluded.objectId)
            """, false, """
            SELECT position
              FROM staged
             WHERE objectId IS NOT NULL
               AND NOT EXISTS (SELECT FROM articles WHERE articles.id = staged.objectId)
             ORDER BY position
            """, "there is no article of this objectId");

    @Override
    public String name() {
        return "clickstream";
    }

    @Override
    public Format format() {
        return FORMAT;
    }

    /** That of the articles. */
    @Override
    public int lane(Row row, int lanes) {
        return 0;
    }

    @Override
    public Optional<String> read(Row row, CopyRows out) {
        var data = row.data();
        var wrong = Articles.name(row, 0, "userId");
        if (wrong.isPresent()) {
            return wrong;
        }
        long time = Times.asWritten(data, row.start(1), row.end(1));
        if (time == Times.BAD) {
            return Optional.of("time is not a time");
        }
        var action = row.field(2);
        if (!ACTIONS.contains(action)) {
            return Optional.of("action is none of FIRST_INSTALL, LIKE_ARTICLE and LOG_IN");
        }
        boolean object = !row.isBlank(3);
        if (object || action.equals("LIKE_ARTICLE")) {
            wrong = Articles.name(row, 3, "objectId");
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        out.row(4).text(data, row.start(0), row.end(0)).time(time).text(action);
        if (object) {
            out.text(data, row.start(3), row.end(3));
        } else {
            out.nothing();
        }
        return Optional.empty();
    }

    @Override
    public Target target() {
        return TARGET;
    }
}
