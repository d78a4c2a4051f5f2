package webscale.query.records;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import webscale.query.cache.Answer;
import webscale.query.cache.Answers;
import webscale.query.cache.Question;

/** What can be asked about sensors. Ranges are as many as their askers, so only who there is is shared. */
@Singleton
class Sensors {
    private static final List<String> DATASETS = List.of("records");
    private static final TypeReference<Series> SERIES = new TypeReference<>() {};
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    private final Answers answers;
    private final RecordsTable table;
    private final RecordsConfig config;

    Sensors(Answers answers, RecordsTable table, RecordsConfig config) {
        this.answers = answers;
        this.table = table;
        this.config = config;
    }

    CompletionStage<Answer<Series>> series(Range range, int points) {
        var name = "series:" + points + ":" + range.name();
        return answers.to(
                new Question<>(name, DATASETS, SERIES, config.lifetime(), false, () -> table.series(range, points)));
    }

    CompletionStage<Answer<List<String>>> names(String search, int limit) {
        var name = "sensors:" + limit + ":" + search;
        return answers.to(new Question<>(
                name, DATASETS, NAMES, config.lifetime(), search.isEmpty(), () -> table.sensors(search, limit)));
    }
}
