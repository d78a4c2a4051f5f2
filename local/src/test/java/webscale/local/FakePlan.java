package webscale.local;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** The plan of a system with other services; what it says goes into a list. */
final class FakePlan {
    private FakePlan() {}

    static SystemPlan of(Path data, int port, List<Service> services, List<String> said) {
        return SystemPlan.of(data, port).with(services).with((Console) Collections.synchronizedList(said)::add);
    }
}
