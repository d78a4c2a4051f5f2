package webscale.query.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.regex.Pattern;
import webscale.commons.http.PathParams;
import webscale.commons.http.ProblemException;

/**
 * Reads query parameters and form fields; what they must not be is a 400. An empty one counts as missing, as forms send
 * it.
 */
public final class Params {
    private static final int FIELDS_MAX = 16;
    private static final int YEAR_MAX = 9999;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ISO_LOCAL_DATE.withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.withResolverStyle(ResolverStyle.STRICT);
    /** A plus that nobody escaped arrives as a blank. */
    private static final Pattern LOST_PLUS = Pattern.compile(" (?=\\d\\d(:?\\d\\d)?$)");

    private Params() {}

    /**
     * A field of a form that was sent as {@code application/x-www-form-urlencoded}; null if it isn't there. Read from the
     * body's text, for the framework would take such forms to another thread.
     */
    public static String field(String name, String form) {
        if (form == null || form.isEmpty()) {
            return null;
        }
        try {
            var values = new QueryStringDecoder(form, StandardCharsets.UTF_8, false, FIELDS_MAX)
                    .parameters()
                    .get(name);
            return values == null ? null : values.getFirst();
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("The form has a broken escape");
        }
    }

    public static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(it -> !it.isBlank());
    }

    /** A text that must be there, as it was sent, of at most so many characters. */
    public static String required(String name, String text, int lengthMax) {
        var given = given(text).orElseThrow(() -> ProblemException.badRequest(name + " is missing"));
        if (given.length() > lengthMax) {
            throw ProblemException.badRequest(name + " must have at most " + lengthMax + " characters");
        }
        return PathParams.id(name, given);
    }

    /** The same for one that may be missing. */
    public static Optional<String> optional(String name, String text, int lengthMax) {
        return given(text).map(it -> required(name, it, lengthMax));
    }

    /** A whole number within these bounds. */
    public static int number(String name, String text, int otherwise, int min, int max) {
        return given(text).map(it -> PathParams.number(name, it, min, max)).orElse(otherwise);
    }

    /** An instant such as {@code 1995-08-18T00:00:01-04:00}, of the years 1 to 9999. */
    public static Optional<OffsetDateTime> instant(String name, String text) {
        return given(text).map(it -> {
            try {
                var instant = OffsetDateTime.parse(LOST_PLUS.matcher(it).replaceFirst("+"), INSTANT);
                requireYear(name, instant.getYear());
                return instant;
            } catch (DateTimeException e) {
                throw ProblemException.badRequest(name + " must be an instant such as 1995-08-18T00:00:01-04:00");
            }
        });
    }

    /** A day such as {@code 2017-04-01}, which must be there. */
    public static LocalDate day(String name, String text) {
        try {
            var day = LocalDate.parse(
                    given(text).orElseThrow(() -> ProblemException.badRequest(name + " is missing")), DAY);
            requireYear(name, day.getYear());
            return day;
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(name + " must be a day such as 2017-04-01");
        }
    }

    /** An end before its beginning is a mistake, not an empty range. */
    public static void requireOrder(Optional<OffsetDateTime> from, Optional<OffsetDateTime> to) {
        if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
            throw ProblemException.badRequest("from must not be after to");
        }
    }

    private static void requireYear(String name, int year) {
        if (year < 1 || year >= YEAR_MAX) {
            throw ProblemException.badRequest(name + " must be in the years 1 to " + (YEAR_MAX - 1));
        }
    }
}
