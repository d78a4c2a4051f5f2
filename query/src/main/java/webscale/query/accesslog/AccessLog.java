package webscale.query.accesslog;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import webscale.query.cache.Answer;
import webscale.query.cache.Answers;
import webscale.query.cache.Question;

/** What can be asked about access logs. */
@Singleton
class AccessLog {
    private static final List<String> DATASETS = List.of("access-log");
    private static final TypeReference<Requests> REQUESTS = new TypeReference<>() {};
    private static final TypeReference<List<HostRequests>> HOSTS = new TypeReference<>() {};
    private static final TypeReference<CountryRequests> COUNTRY = new TypeReference<>() {};

    private final Answers answers;
    private final AccessLogTable table;
    private final AccessLogConfig config;

    AccessLog(Answers answers, AccessLogTable table, AccessLogConfig config) {
        this.answers = answers;
        this.table = table;
        this.config = config;
    }

    CompletionStage<Answer<Requests>> requests() {
        return answers.to(new Question<>("requests", DATASETS, REQUESTS, config.lifetime(), true, table::requests));
    }

    CompletionStage<Answer<List<HostRequests>>> topHosts(Window window) {
        var name = "top-hosts:" + window.name();
        return answers.to(new Question<>(name, DATASETS, HOSTS, config.lifetime(), true, () -> table.topHosts(window)));
    }

    CompletionStage<Answer<CountryRequests>> topCountry() {
        return answers.to(new Question<>("top-country", DATASETS, COUNTRY, config.lifetime(), true, table::topCountry));
    }
}
