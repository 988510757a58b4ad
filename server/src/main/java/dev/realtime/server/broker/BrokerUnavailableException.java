package dev.realtime.server.broker;

/**
 * The broker cannot answer now; the same request may succeed later. Clients are answered with the
 * temporary error 100, never disconnected.
 */
public final class BrokerUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was being done and why it failed. */
  public BrokerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what was being done and why it failed. */
  public BrokerUnavailableException(String message) {
    super(message);
  }
}
