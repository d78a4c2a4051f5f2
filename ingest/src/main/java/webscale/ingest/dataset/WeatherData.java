package webscale.ingest.dataset;

import jakarta.inject.Singleton;
import java.util.Optional;

/** Observations at places. Each row is one more, also when there is an equal one. */
@Singleton
public class WeatherData implements Dataset {
    public static final String NAME = "weather";

    private static final Format FORMAT =
            Format.Csv.of("location", "temperature", "humidity", "wind_speed", "timestamp");
    private static final Target TARGET =
            new Target.Append("weather_data", "location, temperature, humidity, wind_speed, timestamp");
    private static final String[] NUMBERS = {"temperature", "humidity", "wind_speed"};
    private static final int LOCATION_MAX = 100;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Format format() {
        return FORMAT;
    }

    /** By place, which keeps the index's pages apart; the order means nothing. */
    @Override
    public int lane(Row row, int lanes) {
        return row.fields() == 5 ? Row.hash(row.data(), row.start(0), row.end(0)) % lanes : 0;
    }

    @Override
    public Optional<String> read(Row row, CopyRows out) {
        var data = row.data();
        int characters = Utf8.length(data, row.start(0), row.end(0));
        if (row.isBlank(0)) {
            return Optional.of("location is empty");
        }
        if (characters < 0) {
            return Optional.of("location is not UTF-8, or holds a NUL");
        }
        if (characters > LOCATION_MAX) {
            return Optional.of("location is longer than " + LOCATION_MAX + " characters");
        }
        for (int i = 0; i < NUMBERS.length; i++) {
            if (Double.isNaN(Decimals.parse(data, row.start(i + 1), row.end(i + 1)))) {
                return Optional.of(NUMBERS[i] + " is not a finite number");
            }
        }
        long time = Times.instant(data, row.start(4), row.end(4));
        if (time == Times.BAD) {
            return Optional.of("timestamp is not an ISO 8601 time with an offset");
        }
        out.row(5)
                .text(data, row.start(0), row.end(0))
                .float8(Decimals.parse(data, row.start(1), row.end(1)))
                .float8(Decimals.parse(data, row.start(2), row.end(2)))
                .float8(Decimals.parse(data, row.start(3), row.end(3)))
                .time(time);
        return Optional.empty();
    }

    @Override
    public Target target() {
        return TARGET;
    }
}
