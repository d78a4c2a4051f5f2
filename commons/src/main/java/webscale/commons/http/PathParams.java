package webscale.commons.http;

/** Reads what clients put into paths, as contracts.md section 1 has it; everything else is a 400. */
public final class PathParams {
    /** Ids are the clients' own strings; past this length they are an attack, not a name. */
    public static final int ID_LENGTH_MAX = 128;

    private static final long NUMBER_MAX = Integer.MAX_VALUE;

    private PathParams() {}

    /**
     * An id, sent back verbatim.
     *
     * @throws ProblemException 400 if it is blank, longer than {@value #ID_LENGTH_MAX} characters, holds a control
     *     character (Postgres stores no NUL) or was not UTF-8
     */
    public static String id(String name, String text) {
        if (text.isBlank() || text.length() > ID_LENGTH_MAX) {
            throw ProblemException.badRequest(name + " must have 1 to " + ID_LENGTH_MAX + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\uFFFD' || isLoneSurrogate(text, i)) {
                throw ProblemException.badRequest(name + " holds a character that is not allowed in an id");
            }
        }
        return text;
    }

    /**
     * A whole number in ASCII digits, an ending {@code .0} allowed, from {@code min} to 2147483647.
     *
     * @throws ProblemException 400 if it is anything else
     */
    public static int number(String name, String text, int min) {
        return number(name, text, min, Integer.MAX_VALUE);
    }

    /** The same with an upper bound of its own. */
    public static int number(String name, String text, int min, int max) {
        var digits = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        if (digits.isEmpty()) {
            throw notANumber(name, min, max);
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                throw notANumber(name, min, max);
            }
            value = value * 10 + (c - '0');
            if (value > NUMBER_MAX) {
                throw notANumber(name, min, max);
            }
        }
        if (value < min || value > max) {
            throw notANumber(name, min, max);
        }
        return (int) value;
    }

    private static ProblemException notANumber(String name, int min, int max) {
        return ProblemException.badRequest(name + " must be a whole number from " + min + " to " + max);
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
