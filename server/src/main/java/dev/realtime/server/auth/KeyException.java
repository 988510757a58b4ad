package dev.realtime.server.auth;

/** A key, or a file of keys, that cannot be used. The message says why and holds no secret. */
public final class KeyException extends Exception {
  KeyException(String message) {
    super(message);
  }

  KeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
