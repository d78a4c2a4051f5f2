package webscale.commons.sql;

import java.sql.SQLException;

/** The database went away: the work may be committed or not. Only what is safe to repeat may be sent again. */
public final class UnknownOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownOutcomeException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
