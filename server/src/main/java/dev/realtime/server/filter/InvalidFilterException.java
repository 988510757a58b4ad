package dev.realtime.server.filter;

/** A filter that makes no sense; the subscription is answered 107, bad request. */
public final class InvalidFilterException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidFilterException(String message) {
    super(message);
  }
}
