package dev.realtime.server.broker;

/**
 * A bounded queue towards the broker is full. Publishers are answered 111 or HTTP 429 and may try
 * again later; memory does not grow instead.
 */
public final class BrokerOverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which bound was met. */
  public BrokerOverloadedException(String message) {
    super(message);
  }
}
