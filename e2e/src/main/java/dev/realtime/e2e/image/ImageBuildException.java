package dev.realtime.e2e.image;

/** An image could not be built; the message says which, at which step, why, and what to do. */
public final class ImageBuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ImageBuildException(String message) {
    super(message);
  }

  public ImageBuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
