package webscale.order;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import webscale.commons.testing.PostgresResource;

/** A real database, behind a {@link CuttingProxy}; nothing but the requests under test talks to it. */
public class CutDatabase implements QuarkusTestResourceLifecycleManager {
    static CuttingProxy proxy;

    @Override
    public Map<String, String> start() {
        var config = new HashMap<>(new PostgresResource().start());
        var url = config.get("quarkus.datasource.jdbc.url");
        var address = Pattern.compile("//([^/:]+):(\\d+)/").matcher(url);
        if (!address.find()) {
            throw new IllegalStateException(url);
        }
        try {
            proxy = new CuttingProxy(Integer.parseInt(address.group(2)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        config.put("quarkus.datasource.jdbc.url", url.replace(address.group(), "//127.0.0.1:" + proxy.port() + "/"));
        config.put("webscale.order.checkout.lease", "1h");
        config.put("webscale.order.checkout.heartbeat", "1h");
        config.put("quarkus.datasource.jdbc.background-validation-interval", "1h");
        return config;
    }

    @Override
    public void stop() {}
}
