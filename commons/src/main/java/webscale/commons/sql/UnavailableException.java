package webscale.commons.sql;

import java.sql.SQLException;

/** The database can't be reached. Nothing was begun, so the same work may be sent again. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
