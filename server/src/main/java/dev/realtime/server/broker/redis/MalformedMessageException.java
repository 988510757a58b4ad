package dev.realtime.server.broker.redis;

/** Something in Redis under our names was not written by this server, or by a later version. */
final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message);
  }
}
