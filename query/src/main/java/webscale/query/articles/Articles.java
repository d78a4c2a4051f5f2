package webscale.query.articles;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletionStage;
import webscale.query.cache.Answer;
import webscale.query.cache.Answers;
import webscale.query.cache.Question;

/** What can be asked about articles and their readers. */
@Singleton
class Articles {
    private static final List<String> DATASETS = List.of("articles", "clickstream");
    private static final TypeReference<List<Liked>> LIKED = new TypeReference<>() {};
    private static final TypeReference<Returning> RETURNING = new TypeReference<>() {};
    private static final TypeReference<Days> DAYS = new TypeReference<>() {};

    private final Answers answers;
    private final ArticlesTable table;
    private final ArticlesConfig config;

    Articles(Answers answers, ArticlesTable table, ArticlesConfig config) {
        this.answers = answers;
        this.table = table;
        this.config = config;
    }

    CompletionStage<Answer<List<Liked>>> topLiked(LocalDate day) {
        return answers.to(new Question<>(
                "top-liked:" + day, DATASETS, LIKED, config.lifetime(), true, () -> table.topLiked(day)));
    }

    CompletionStage<Answer<Returning>> returning(LocalDate installed, int days) {
        return answers.to(new Question<>(
                "returning:" + days + ":" + installed,
                DATASETS,
                RETURNING,
                config.lifetime(),
                true,
                () -> table.returning(installed, days)));
    }

    CompletionStage<Answer<Days>> days() {
        return answers.to(new Question<>("days", DATASETS, DAYS, config.lifetime(), true, table::days));
    }
}
