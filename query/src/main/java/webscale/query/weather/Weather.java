package webscale.query.weather;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import webscale.query.cache.Answer;
import webscale.query.cache.Answers;
import webscale.query.cache.Question;

/** What can be asked about the weather. */
@Singleton
class Weather {
    private static final List<String> DATASETS = List.of("weather");
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<Average> AVERAGE = new TypeReference<>() {};
    private static final TypeReference<List<Month>> MONTHS = new TypeReference<>() {};
    /** Twenty years. */
    private static final int MONTHS_MAX = 240;

    private final Answers answers;
    private final WeatherTable table;
    private final WeatherConfig config;

    Weather(Answers answers, WeatherTable table, WeatherConfig config) {
        this.answers = answers;
        this.table = table;
        this.config = config;
    }

    CompletionStage<Answer<List<String>>> locations(String search, int limit) {
        var name = "locations:" + limit + ":" + search;
        return answers.to(new Question<>(
                name, DATASETS, NAMES, config.lifetime(), search.isEmpty(), () -> table.locations(search, limit)));
    }

    CompletionStage<Answer<Average>> average(String location) {
        return answers.to(new Question<>(
                "average:" + location, DATASETS, AVERAGE, config.lifetime(), true, () -> table.average(location)));
    }

    CompletionStage<Answer<List<Month>>> months(String location) {
        return answers.to(new Question<>(
                "months:" + location,
                DATASETS,
                MONTHS,
                config.lifetime(),
                true,
                () -> table.months(location, MONTHS_MAX)));
    }
}
