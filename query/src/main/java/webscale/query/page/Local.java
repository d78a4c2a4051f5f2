package webscale.query.page;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** Instants as the {@code datetime-local} fields of browsers have them: without an offset, which on our pages is UTC. */
public final class Local {
    private static final Pattern WITHOUT_OFFSET =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?");
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private Local() {}

    /** What a field or a link holds, with an offset; anything else stays what it is. */
    public static String withOffset(String text) {
        return text != null && WITHOUT_OFFSET.matcher(text).matches() ? text + "Z" : text;
    }

    /** As a field takes it; empty for none. */
    public static String shown(Optional<OffsetDateTime> instant) {
        return instant.map(it -> FORM.format(it.withOffsetSameInstant(ZoneOffset.UTC)))
                .orElse("");
    }
}
