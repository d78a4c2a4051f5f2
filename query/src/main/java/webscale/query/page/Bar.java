package webscale.query.page;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A line of a bar chart.
 *
 * @param length of the bar in percent of the longest, such as {@code 42.5}
 * @param share  in percent of all bars, such as {@code 17}
 */
public record Bar(String name, long count, String length, long share) {
    public static <T> List<Bar> of(List<T> items, Function<T, String> name, ToLongFunction<T> count) {
        long longest = items.stream().mapToLong(count).max().orElse(0);
        long all = items.stream().mapToLong(count).sum();
        return items.stream()
                .map(item -> {
                    long value = count.applyAsLong(item);
                    return new Bar(
                            name.apply(item),
                            value,
                            String.format(Locale.ROOT, "%.1f", longest == 0 ? 0 : 100.0 * value / longest),
                            all == 0 ? 0 : Math.round(100.0 * value / all));
                })
                .toList();
    }
}
