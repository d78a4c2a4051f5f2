package webscale.local;

import java.nio.file.Path;

/** What a person wants to know once the system runs: what is where, and how to buy something. */
record Table(LocalSystem system) {
    void print(Console console) {
        console.say("");
        console.say("  %-10s %-24s %-8s %s".formatted("what", "where", "pid", "log"));
        for (var process : system.processes()) {
            var spec = process.spec();
            console.say("  %-10s %-24s %-8d %s"
                    .formatted(spec.name(), "127.0.0.1:" + spec.port(), process.pid(), shortened(spec.log())));
        }
        var gateway = system.gatewayUrl().replace("http://127.0.0.1", "localhost");
        console.say("");
        console.say("Buy something: ten users, items and orders named 0 to 9; pay order 0; look at it.");
        console.say("");
        console.say("  curl -X POST " + gateway
                + "/{payment/batch_init/10/100,stock/batch_init/10/50/5,orders/batch_init/10/10/10/5}");
        console.say("  curl -X POST " + gateway + "/orders/checkout/0 -i");
        console.say("  curl " + gateway + "/orders/find/0");
        console.say("");
        console.say("Ctrl-C ends it.");
    }

    private static Path shortened(Path file) {
        var here = Path.of("").toAbsolutePath();
        return here.getNameCount() > 0 && file.startsWith(here) ? here.relativize(file) : file;
    }
}
