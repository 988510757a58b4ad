package dev.realtime.server.proxy;

/**
 * How asking ended.
 *
 * @param <T> the answer
 */
public sealed interface ProxyOutcome<T> {
  /** The backend agreed. */
  record Answered<T>(T answer) implements ProxyOutcome<T> {}

  /**
   * The backend said no; the client is given its error.
   *
   * @param code 400 to 1999 by agreement; any up to 1999 is taken
   * @param message for people
   * @param temporary whether the client may try again by itself
   */
  record Refused<T>(int code, String message, boolean temporary) implements ProxyOutcome<T> {}

  /**
   * The backend wants the client gone.
   *
   * @param code 4000 to 4499 lets it come back, 4500 to 4999 does not; 3000 to 3999 are the
   *     protocol's own
   * @param reason at most 123 bytes in UTF-8, as much as a close frame holds
   */
  record Disconnected<T>(int code, String reason) implements ProxyOutcome<T> {}

  /**
   * Nobody said anything that counts. The client is told the temporary error 111 if busy, 107 if
   * its payload is not JSON, and else the temporary error 100.
   *
   * @param detail for the log
   */
  record Failed<T>(ProxyFailure failure, String detail) implements ProxyOutcome<T> {}

  /** Value of the label {@code outcome} in metrics. */
  default String label() {
    return switch (this) {
      case Answered<T> answered -> "ok";
      case Refused<T> refused -> "error";
      case Disconnected<T> disconnected -> "disconnect";
      case Failed<T>(ProxyFailure failure, String detail) -> failure.label();
    };
  }
}
