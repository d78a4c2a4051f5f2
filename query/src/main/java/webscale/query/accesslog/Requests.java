package webscale.query.accesslog;

/** @param total of all requests in the logs */
public record Requests(long total) {}
