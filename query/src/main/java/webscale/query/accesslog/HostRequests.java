package webscale.query.accesslog;

/** How many requests a host sent. */
public record HostRequests(String host, long requests) {}
