package dev.realtime.operator.signal;

import dev.realtime.api.v1alpha1.runbook.SecretKey;

/** Reads keys of Secrets in the namespace of the service. */
@FunctionalInterface
public interface SecretReader {
  /**
   * The value of a key.
   *
   * @throws DependencyProbe.NotPossible if the Secret or the key is missing, or cannot be read
   */
  String read(SecretKey key) throws DependencyProbe.NotPossible;
}
