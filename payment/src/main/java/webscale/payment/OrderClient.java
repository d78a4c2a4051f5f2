package webscale.payment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The order service's public look-up. */
@RegisterRestClient(configKey = "order")
@Path("/orders")
public interface OrderClient {
    /** The part of an order that matters here. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Order(@JsonProperty("user_id") String userId, boolean paid) {}

    @GET
    @Path("find/{order_id}")
    Order find(@PathParam("order_id") String orderId);
}
