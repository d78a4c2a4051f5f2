package webscale.query.articles;

import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import webscale.query.warehouse.Warehouse;

/** Every statement about articles and their readers. Times have no zone; days are as written. */
@Singleton
class ArticlesTable {
    private static final int DAYS_LISTED = 14;

    private static final String TOP_LIKED = """
            SELECT article.id, article.title, liked.likes
              FROM (SELECT objectId, count(*) AS likes
                      FROM clickstream
                     WHERE action = 'LIKE_ARTICLE' AND time >= ?::date AND time < ?::date + 1
                     GROUP BY objectId) AS liked
              JOIN articles AS article ON article.id = liked.objectId
             ORDER BY liked.likes DESC, article.id
             LIMIT 10
            """;

    private static final String RETURNING_USERS = """
            SELECT count(*)
              FROM (SELECT DISTINCT userId
                      FROM clickstream
                     WHERE action = 'FIRST_INSTALL' AND time >= ?::date AND time < ?::date + 1) AS installed
             WHERE EXISTS (SELECT
                             FROM clickstream AS later
                            WHERE later.userId = installed.userId
                              AND later.time >= ?::date + 1 AND later.time < ?::date + 1 + ?::int)
            """;

    private static final String LATEST_LIKE = """
            SELECT max(time)::date
              FROM clickstream
             WHERE action = 'LIKE_ARTICLE'
            """;

    private static final String INSTALLS = """
            SELECT time::date AS day, count(*)
              FROM clickstream
             WHERE action = 'FIRST_INSTALL'
             GROUP BY day
             ORDER BY day DESC
             LIMIT ?
            """;

    private final Warehouse warehouse;

    ArticlesTable(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    List<Liked> topLiked(LocalDate day) {
        return warehouse.ask(sql ->
                sql.query(TOP_LIKED, row -> new Liked(row.getString(1), row.getString(2), row.getLong(3)), day, day));
    }

    Returning returning(LocalDate installed, int days) {
        return warehouse.ask(sql -> sql.query(
                        RETURNING_USERS,
                        row -> new Returning(row.getLong(1)),
                        installed,
                        installed,
                        installed,
                        installed,
                        days)
                .getFirst());
    }

    Days days() {
        return warehouse.ask(sql -> new Days(
                sql.query(LATEST_LIKE, row -> row.getObject(1, LocalDate.class)).getFirst(),
                sql.query(
                        INSTALLS,
                        row -> new Days.Installs(row.getObject(1, LocalDate.class), row.getLong(2)),
                        DAYS_LISTED)));
    }
}
