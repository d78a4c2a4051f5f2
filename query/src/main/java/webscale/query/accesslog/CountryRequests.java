package webscale.query.accesslog;

import java.util.Locale;

/**
 * The country that most requests came from.
 *
 * @param country as ISO 3166 has it, XX if no request's country is known; null if there is no request
 */
public record CountryRequests(String country, long requests) {
    private static final String UNKNOWN = "XX";

    /** The country's name in English. */
    public String name() {
        if (country == null) {
            return "No data available";
        }
        return country.equals(UNKNOWN) ? "Unknown" : Locale.of("", country).getDisplayCountry(Locale.ENGLISH);
    }
}
