package dev.realtime.operator.signal;

import dev.realtime.api.v1alpha1.runbook.SecretKey;

/** Reads keys of Secrets in the namespace of the service. */
@FunctionalInterface
public interface SecretReader {
  /**
   * The value of a key.
   *
   * @throws NotReadable if the Secret or the key is missing, or cannot be read
   */
  String read(SecretKey key) throws NotReadable;

  /** A Secret or a key of it cannot be read; the message says which. */
  final class NotReadable extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public NotReadable(String message) {
      super(message);
    }
  }
}
