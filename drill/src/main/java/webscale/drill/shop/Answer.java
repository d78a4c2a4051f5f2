package webscale.drill.shop;

/**
 * What a client knows after it asked for a checkout.
 *
 * @param code the refusal's word for programs, such as {@code out-of-stock}; empty otherwise
 */
public record Answer(Kind kind, int status, String code) {
    /** The three answers that clients tell apart, and the one that says that nothing was begun. */
    public enum Kind {
        /** 200: sold, for ever. */
        ACCEPTED,
        /** Another 4xx: this asking sold nothing, and never will. */
        REFUSED,
        /** 429: nothing was begun. */
        NOT_BEGUN,
        /** Nothing can be said: the connection broke, or a 5xx came. */
        UNKNOWN
    }

    static Answer of(Shop.Reply reply) {
        var kind =
                switch (reply.status()) {
                    case 200 -> Kind.ACCEPTED;
                    case 429 -> Kind.NOT_BEGUN;
                    default -> reply.status() >= 400 && reply.status() < 500 ? Kind.REFUSED : Kind.UNKNOWN;
                };
        return new Answer(kind, reply.status(), reply.json().path("code").asText());
    }

    static Answer unknown() {
        return new Answer(Kind.UNKNOWN, 0, "");
    }
}
