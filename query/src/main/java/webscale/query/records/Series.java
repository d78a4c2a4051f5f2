package webscale.query.records;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a sensor measured in a range of time.
 *
 * @param count  of all rows in the range
 * @param points time and value of rows in the range, in order of time: all of them, or where that would be more than
 *     were asked for, the lowest and the highest of each stretch, so that a plot loses no peak
 */
public record Series(@JsonProperty("sensor_id") String sensorId, long count, List<List<Object>> points) {}
