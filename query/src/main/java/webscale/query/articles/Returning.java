package webscale.query.articles;

/** @param users who used the app again, each counted once */
public record Returning(long users) {}
