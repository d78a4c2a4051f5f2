package webscale.query.weather;

/**
 * What was measured at a location in a month.
 *
 * @param month   such as {@code 2026-01}, in UTC
 * @param average in °C, as are the lowest and the highest
 */
public record Month(String month, double average, double lowest, double highest, long count) {}
