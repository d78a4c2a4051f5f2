package webscale.query.page;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import webscale.query.cache.CacheConfig;

/** Pages that were made within the last second are sent again: a thousand users who look at the same cost one page. */
@Singleton
public class Pages {
    private static final int OVERHEAD_BYTES = 256;

    private final AsyncCache<String, Page> near;

    Pages(CacheConfig config) {
        this.near = Caffeine.newBuilder()
                .maximumWeight(config.nearMax().asLongValue())
                .weigher((String key, Page page) -> OVERHEAD_BYTES + key.length() + page.bytes())
                .expireAfterWrite(config.near())
                .buildAsync();
    }

    /** @param name tells the page from every other, made of parsed values */
    public CompletionStage<Page> page(String name, Supplier<CompletionStage<TemplateInstance>> make) {
        return near.get(name, (_, _) -> make.get()
                .thenCompose(TemplateInstance::renderAsync)
                .thenApply(Page::of)
                .toCompletableFuture());
    }
}
