package dev.realtime.server.protocol;

/**
 * A frame is not this protocol; its sender is closed with 3501. The message says where, and quotes
 * nothing. Without a stack trace: it is the client's fault, and may come in masses.
 */
public final class MalformedCommandException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With where it is not. */
  public MalformedCommandException(String message) {
    super(message, null, false, false);
  }
}
