package webscale.local;

import java.util.Map;

/** How the processes of a system find each other, and what else they are told. A drill puts itself in between. */
public interface Wiring {
    Wiring DIRECT = new Wiring() {};

    /**
     * The port on this machine at which {@code from} finds {@code to}; asked before either of them starts.
     *
     * @param port where {@code to} listens
     */
    default int port(String from, String to, int port) {
        return port;
    }

    /** Environment variables that a process gets beside the launcher's own. */
    default Map<String, String> environment(String process) {
        return Map.of();
    }
}
