package webscale.query.documents.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import webscale.commons.http.ProblemException;

/**
 * A place in a document: names and indices from the root, {@code names[0].language.name}. A name that holds a dot or a
 * bracket is written {@code ["a.b"]}; negative indices count from the end; nothing, {@code .} and {@code $} are the root.
 */
public record JsonPath(List<Step> steps) {
    /** One level down. */
    public sealed interface Step {}

    /** Into the member of an object. */
    public record Member(String name) implements Step {}

    /** Into the element of an array; -1 is the last one. */
    public record Element(int index) implements Step {}

    public static final JsonPath ROOT = new JsonPath(List.of());

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_ -]+");
    private static final int INDEX_DIGITS_MAX = 9;

    public JsonPath {
        steps = List.copyOf(steps);
    }

    /** @throws ProblemException 400 if the text is no path, or longer than {@code lengthMax} characters */
    public static JsonPath parse(String text, int lengthMax) {
        if (text.length() > lengthMax) {
            throw ProblemException.badRequest("A path must have at most " + lengthMax + " characters");
        }
        return new JsonPath(new Parser(text).steps());
    }

    public boolean isRoot() {
        return steps.isEmpty();
    }

    /** This path and one more step. */
    public JsonPath then(Step step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new JsonPath(longer);
    }

    /** The path in Redis' own language; empty where that reads it differently: names to escape, indices from the end. */
    public Optional<String> forRedis() {
        var path = new StringBuilder("$");
        for (var step : steps) {
            switch (step) {
                case Element(int index)
                when index >= 0 -> path.append('[').append(index).append(']');
                case Member(String name)
                when PLAIN_NAME.matcher(name).matches() ->
                    path.append("[\"").append(name).append("\"]");
                case Element _, Member _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(path.toString());
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var step : steps) {
            switch (step) {
                case Element(int index) -> text.append('[').append(index).append(']');
                case Member(String name)
                when PLAIN_NAME.matcher(name).matches() ->
                    text.append(text.isEmpty() ? "" : ".").append(name);
                case Member(String name) ->
                    text.append("[\"")
                            .append(name.replace("\\", "\\\\").replace("\"", "\\\""))
                            .append("\"]");
            }
        }
        return text.toString();
    }

    private static final class Parser {
        private final String text;
        private final List<Step> steps = new ArrayList<>();
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<Step> steps() {
            if (text.startsWith("$")) {
                at = text.length() == 1 || ".[".indexOf(text.charAt(1)) >= 0 ? 1 : 0;
            }
            if (text.equals(".") || text.equals("$.")) {
                return steps;
            }
            boolean first = at == 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '[') {
                    at++;
                    bracket();
                } else if (c == '.') {
                    at++;
                    // ".[0]" is as good as "[0]"
                    if (at == text.length() || text.charAt(at) != '[') {
                        name();
                    }
                } else if (first) {
                    name();
                } else {
                    throw notAPath();
                }
                first = false;
            }
            return steps;
        }

        private void name() {
            int from = at;
            while (at < text.length() && ".[".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            if (at == from) {
                throw notAPath();
            }
            steps.add(new Member(text.substring(from, at)));
        }

        private void bracket() {
            if (at == text.length()) {
                throw notAPath();
            }
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at++;
                quoted(c);
            } else {
                index();
            }
            if (at >= text.length() || text.charAt(at++) != ']') {
                throw notAPath();
            }
        }

        private void quoted(char quote) {
            var name = new StringBuilder();
            while (at < text.length() && text.charAt(at) != quote) {
                if (text.charAt(at) == '\\' && ++at == text.length()) {
                    throw notAPath();
                }
                name.append(text.charAt(at++));
            }
            at++;
            steps.add(new Member(name.toString()));
        }

        private void index() {
            int from = at;
            int sign = text.charAt(at) == '-' ? -1 : 1;
            if (sign < 0) {
                at++;
            }
            int digits = at;
            int value = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = value * 10 + (text.charAt(at++) - '0');
                if (at - digits > INDEX_DIGITS_MAX) {
                    throw notAPath();
                }
            }
            if (at == digits || (sign < 0 && value == 0)) {
                at = from;
                throw notAPath();
            }
            steps.add(new Element(sign * value));
        }

        private ProblemException notAPath() {
            return ProblemException.badRequest("This is not a path at character " + at);
        }
    }
}
