package webscale.query.page;

import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How pages write values. */
@TemplateExtension
public class Shown {
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Shown() {}

    /** 1234567 as 1,234,567. */
    static String grouped(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    /** An instant in UTC. */
    static String shown(Instant instant) {
        return INSTANT.format(instant);
    }

    /** Ready to be a value in the query of a link. */
    static String inQuery(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
