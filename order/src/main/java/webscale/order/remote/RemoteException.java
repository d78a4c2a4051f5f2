package webscale.order.remote;

/** Another service didn't answer as it should; what it was asked for may have been done or not. */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RemoteException(String message, Throwable cause) {
        super(message, cause);
    }
}
