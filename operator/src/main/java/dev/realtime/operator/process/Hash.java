package dev.realtime.operator.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names for contents. */
public final class Hash {
  private static final int BYTES = 5;

  private Hash() {}

  /**
   * Ten hexadecimal digits of SHA-256: a service has few revisions, and 40 bits keep a chance of
   * two alike below one in a million even for a thousand.
   */
  public static String of(String text) {
    return sha256(text).substring(0, 2 * BYTES);
  }

  /** All of SHA-256, in hexadecimal. */
  public static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
