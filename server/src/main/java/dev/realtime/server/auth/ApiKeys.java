package dev.realtime.server.auth;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of the server API: the current one, and the one before it while it is rotated out.
 *
 * <p>Only their SHA-256 digests are kept. Digests are compared, all of them and each in constant
 * time, so that the time of an answer tells neither a key's beginning, nor its length, nor which of
 * the two matched.
 */
public final class ApiKeys {
  private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);

  private final @Nullable Path keyFile;
  private final @Nullable Path previousKeyFile;
  private volatile List<byte[]> digests = List.of();

  private ApiKeys(@Nullable Path keyFile, @Nullable Path previousKeyFile) {
    this.keyFile = keyFile;
    this.previousKeyFile = previousKeyFile;
  }

  /**
   * Reads the keys.
   *
   * @param keyFile file with the key; null if there is none, and then no key is accepted
   * @param previousKeyFile file with the former key; null, missing or empty if there is none
   * @throws KeyException if the key file cannot be read or is empty
   */
  public static ApiKeys load(@Nullable Path keyFile, @Nullable Path previousKeyFile)
      throws KeyException {
    ApiKeys keys = new ApiKeys(keyFile, previousKeyFile);
    keys.digests = keys.read();
    return keys;
  }

  /**
   * Reads the files again, blocking on the file system; keeps the former keys if that fails.
   *
   * @return whether the new keys are in use; if not, the log says why
   */
  public boolean reload() {
    try {
      digests = read();
      return true;
    } catch (KeyException e) {
      log.error("API keys not reloaded, the former ones stay in use: {}", e.getMessage());
      return false;
    }
  }

  /** Whether a key is configured. */
  public boolean isConfigured() {
    return !digests.isEmpty();
  }

  /** Whether a key is one of ours. */
  public boolean accepts(@Nullable String key) {
    byte[] digest = sha256((key == null ? "" : key).getBytes(StandardCharsets.UTF_8));
    boolean accepted = false;
    for (byte[] ours : digests) {
      accepted |= MessageDigest.isEqual(ours, digest);
    }
    return accepted && key != null;
  }

  private List<byte[]> read() throws KeyException {
    List<byte[]> read = new ArrayList<>();
    if (keyFile != null) {
      read.add(sha256(SecretFile.read(keyFile, "API key file")));
    }
    if (previousKeyFile != null) {
      byte[] previous = SecretFile.readIfPresent(previousKeyFile, "previous API key file");
      if (previous.length > 0) {
        read.add(sha256(previous));
      }
    }
    return List.copyOf(read);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
