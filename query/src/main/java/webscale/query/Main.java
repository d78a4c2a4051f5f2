package webscale.query;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service. */
@QuarkusMain
public class Main {
    /** Paths such as {@code names[0]} come with their brackets unescaped; escaping them is left to us. */
    private static final String LENIENT = "vertx.disableURIValidation";

    public static void main(String... arguments) {
        System.setProperty(LENIENT, "true");
        Quarkus.run(arguments);
    }
}
