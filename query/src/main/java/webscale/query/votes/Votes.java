package webscale.query.votes;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import webscale.query.cache.Answer;
import webscale.query.cache.Answers;
import webscale.query.cache.Question;

/**
 * What can be asked about votes. The lifetime alone says how old the distribution may be: each batch of votes makes a
 * new version of them, and counting anew for each would be counting all the time.
 */
@Singleton
class Votes {
    private static final List<String> NO_DATASET = List.of();
    private static final TypeReference<Distribution> DISTRIBUTION = new TypeReference<>() {};

    private final Answers answers;
    private final VotesTable table;
    private final VotesConfig config;

    Votes(Answers answers, VotesTable table, VotesConfig config) {
        this.answers = answers;
        this.table = table;
        this.config = config;
    }

    CompletionStage<Answer<Distribution>> distribution() {
        return answers.to(
                new Question<>("votes", NO_DATASET, DISTRIBUTION, config.lifetime(), true, table::distribution));
    }
}
