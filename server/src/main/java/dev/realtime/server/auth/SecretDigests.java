package dev.realtime.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 digests of secrets that callers send. Digests are compared, all of them and each in
 * constant time, so that the time of an answer tells neither a secret's beginning, nor its length,
 * nor which of them matched.
 */
final class SecretDigests {
  static final SecretDigests NONE = new SecretDigests(List.of());

  /** Length of one. */
  static final int BYTES = 32;

  private final List<byte[]> digests;

  /** Of these, {@value #BYTES} bytes each. */
  SecretDigests(List<byte[]> digests) {
    this.digests = List.copyOf(digests);
  }

  boolean isEmpty() {
    return digests.isEmpty();
  }

  /** Whether a secret is one of them; null never is. */
  boolean accept(@Nullable String secret) {
    byte[] digest = of((secret == null ? "" : secret).getBytes(StandardCharsets.UTF_8));
    boolean accepted = false;
    for (byte[] ours : digests) {
      accepted |= MessageDigest.isEqual(ours, digest);
    }
    return accepted && secret != null;
  }

  static byte[] of(byte[] secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
