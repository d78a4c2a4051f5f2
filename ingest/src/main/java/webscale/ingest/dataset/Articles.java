package webscale.ingest.dataset;

import jakarta.inject.Singleton;
import java.util.Optional;

/** Articles. A second one of the same id replaces the first. */
@Singleton
public class Articles implements Dataset {
    static final int NAME_MAX = 32;

    private static final Format FORMAT = Format.Csv.of("id", "title", "created_by", "updated_by");
    private static final Target TARGET =
            new Target.Merge("articles", "id, title, created_by, updated_by", """
            INSERT INTO articles AS present (id, title, created_by, updated_by)
            SELECT DISTINCT ON (id) id, title, created_by, updated_by
              FROM staged
             ORDER BY id, position DESC
            ON CONFLICT (id) DO UPDATE
               SET title = excluded.title, created_by = excluded.created_by, updated_by = excluded.updated_by
             WHERE (present.title, present.created_by, present.updated_by)
                <> (excluded.title, excluded.created_by, excluded.updated_by)
            """, false, "", "");

    @Override
    public String name() {
        return "articles";
    }

    @Override
    public Format format() {
        return FORMAT;
    }

    /** All in one, which is that of the clicks too: an article that was sent before a click is there before it. */
    @Override
    public int lane(Row row, int lanes) {
        return 0;
    }

    @Override
    public Optional<String> read(Row row, CopyRows out) {
        var data = row.data();
        var wrong = name(row, 0, "id").or(() -> name(row, 1, "title"));
        if (wrong.isPresent()) {
            return wrong;
        }
        long created = Times.asWritten(data, row.start(2), row.end(2));
        long updated = Times.asWritten(data, row.start(3), row.end(3));
        if (created == Times.BAD || updated == Times.BAD) {
            return Optional.of((created == Times.BAD ? "created_by" : "updated_by") + " is not a time");
        }
        out.row(4)
                .text(data, row.start(0), row.end(0))
                .text(data, row.start(1), row.end(1))
                .time(created)
                .time(updated);
        return Optional.empty();
    }

    /** What is wrong with a field of 1 to 32 characters, if anything is. */
    static Optional<String> name(Row row, int field, String what) {
        int characters = Utf8.length(row.data(), row.start(field), row.end(field));
        if (row.isBlank(field)) {
            return Optional.of(what + " is empty");
        }
        if (characters < 0) {
            return Optional.of(what + " is not UTF-8, or holds a NUL");
        }
        return characters > NAME_MAX
                ? Optional.of(what + " is longer than " + NAME_MAX + " characters")
                : Optional.empty();
    }

    @Override
    public Target target() {
        return TARGET;
    }
}
