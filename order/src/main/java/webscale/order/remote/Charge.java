package webscale.order.remote;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An attempt as payment knows it.
 *
 * @param state {@code HELD} or {@code PAID} in what payment tells; absent in what it is asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Charge(
        @JsonProperty("user") String userId,
        @JsonProperty("order") String orderId,
        int generation,
        int attempt,
        long amount,
        String state) {}
