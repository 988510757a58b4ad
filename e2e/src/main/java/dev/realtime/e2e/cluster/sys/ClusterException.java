package dev.realtime.e2e.cluster.sys;

/**
 * Something about the local cluster could not be done. The message is for the person at the
 * keyboard: what was being done, why it failed, and what to do next.
 */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
