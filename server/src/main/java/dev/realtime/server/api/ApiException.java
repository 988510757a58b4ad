package dev.realtime.server.api;

import dev.realtime.server.message.ErrorCode;

/** A call that ends in an error of the protocol. */
public final class ApiException extends RuntimeException {
  private final transient ErrorCode error;

  /** For the caller to see. */
  public ApiException(ErrorCode error) {
    super(error.code() + " " + error.message(), null, false, false);
    this.error = error;
  }

  /** With more words than the code's own. */
  public ApiException(ErrorCode error, String detail) {
    this(new ErrorCode(error.code(), error.message() + ": " + detail, error.temporary()));
  }

  /** What the caller is told. */
  public ErrorCode error() {
    return error;
  }
}
