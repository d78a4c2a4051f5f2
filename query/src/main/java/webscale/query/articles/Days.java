package webscale.query.articles;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.LocalDate;
import java.util.List;

/**
 * The days on which something was done.
 *
 * @param liked     the latest day with a like; null if there is none
 * @param installed the latest days with a first installation, latest first
 */
public record Days(
        @JsonFormat(shape = JsonFormat.Shape.STRING) LocalDate liked, List<Installs> installed) {
    /** @param installs first installations on that day */
    public record Installs(
            @JsonFormat(shape = JsonFormat.Shape.STRING) LocalDate day, long installs) {}
}
