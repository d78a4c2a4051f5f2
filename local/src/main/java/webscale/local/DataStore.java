package webscale.local;

import java.util.Map;

/** A server that keeps state for the services. */
interface DataStore {
    /** How to run it; whatever its first start needs is done by the time this returns. */
    ProcessSpec process();

    /** Makes what the services expect to find in it; done once it is ready, at every start. */
    void provide(Iterable<Service> services);

    /** What the service needs to know to use it; nothing when it doesn't. */
    Map<String, String> environmentFor(Service service);
}
