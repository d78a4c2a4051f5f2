package webscale.query.loads;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import webscale.query.page.Page;
import webscale.query.page.Pages;

/** The latest loads, and how far they are. */
@Path("/loads")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class LoadPages {
    private static final int LISTED = 50;

    @CheckedTemplate(basePath = "loads")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance loads(List<Load> underWay, List<Load> ended);
    }

    private final LoadTable table;
    private final Pages pages;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

    LoadPages(LoadTable table, Pages pages) {
        this.table = table;
        this.pages = pages;
    }

    @GET
    public CompletionStage<Page> page() {
        return pages.page("loads", () -> CompletableFuture.supplyAsync(() -> table.latest(LISTED), threads)
                .thenApply(loads -> Templates.loads(
                        loads.stream().filter(Load::isUnderWay).toList(),
                        loads.stream().filter(load -> !load.isUnderWay()).toList())));
    }
}
