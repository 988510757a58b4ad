package dev.realtime.server.json;

/** JSON that is not what was expected. The message says where and why, and quotes no value. */
public final class JsonShapeException extends Exception {
  /** With a message for people. */
  public JsonShapeException(String message) {
    super(message);
  }

  /** The message; never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
