package webscale.query.articles;

/** An article, and how often it was liked on a day. */
public record Liked(String id, String title, long likes) {}
