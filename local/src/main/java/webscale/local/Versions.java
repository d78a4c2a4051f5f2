package webscale.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions that the build wrote down. */
final class Versions {
    private static final Properties PROPERTIES = load();

    private Versions() {}

    static String webscale() {
        return PROPERTIES.getProperty("webscale");
    }

    static String postgres() {
        return PROPERTIES.getProperty("postgres");
    }

    /** Of the artifact that Redis comes in; its own version is in the name of the file. */
    static String redis() {
        return PROPERTIES.getProperty("redis");
    }

    /** The part that decides whether this Postgres can read a data directory. */
    static String postgresMajor() {
        return postgres().substring(0, postgres().indexOf('.'));
    }

    private static Properties load() {
        var properties = new Properties();
        try (var in = Versions.class.getResourceAsStream("versions.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
