package dev.realtime.server.auth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of the server API: the current one, and the one before it while it is rotated out. Only
 * their digests are kept.
 */
public final class ApiKeys {
  private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);

  private final @Nullable Path keyFile;
  private final @Nullable Path previousKeyFile;
  private volatile SecretDigests digests = SecretDigests.NONE;

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
    return digests.accept(key);
  }

  private SecretDigests read() throws KeyException {
    List<byte[]> read = new ArrayList<>();
    if (keyFile != null) {
      read.add(SecretDigests.of(SecretFile.read(keyFile, "API key file")));
    }
    if (previousKeyFile != null) {
      byte[] previous = SecretFile.readIfPresent(previousKeyFile, "previous API key file");
      if (previous.length > 0) {
        read.add(SecretDigests.of(previous));
      }
    }
    return new SecretDigests(read);
  }
}
