package webscale.query.accesslog;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestQuery;
import webscale.query.page.Bar;
import webscale.query.page.Local;
import webscale.query.page.Page;
import webscale.query.page.Pages;

/** What the access logs tell, as a page. */
@Path("/access-log")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class AccessLogPages {
    /** The form as it is filled in; instants as browsers take them, in UTC. */
    public record Form(String from, String to, int limit) {}

    /** The whole page. */
    public record Report(Requests requests, CountryRequests country, List<Bar> hosts, Form form) {}

    @CheckedTemplate(basePath = "access-log")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance report(Report report);
    }

    private final AccessLog log;
    private final AccessLogConfig config;
    private final Pages pages;

    AccessLogPages(AccessLog log, AccessLogConfig config, Pages pages) {
        this.log = log;
        this.config = config;
        this.pages = pages;
    }

    @GET
    public CompletionStage<Page> page(@RestQuery String from, @RestQuery String to, @RestQuery String limit) {
        var window = Window.of(Local.withOffset(from), Local.withOffset(to), limit, config.hostsMax());
        return pages.page("access-log:" + window.name(), () -> {
            var requests = log.requests();
            var country = log.topCountry();
            var hosts = log.topHosts(window);
            return requests.thenCompose(all -> country.thenCombine(
                    hosts,
                    (top, list) -> Templates.report(new Report(
                            all.value(),
                            top.value(),
                            Bar.of(list.value(), HostRequests::host, HostRequests::requests),
                            new Form(Local.shown(window.from()), Local.shown(window.to()), window.limit())))));
        });
    }
}
