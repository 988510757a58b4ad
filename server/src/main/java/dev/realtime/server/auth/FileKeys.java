package dev.realtime.server.auth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys from files, read again on demand: a rotated secret counts without a restart and without
 * dropping a client.
 */
public final class FileKeys {
  private static final Logger log = LoggerFactory.getLogger(FileKeys.class);

  /** RFC 7518, section 3.2, for HS256. */
  private static final int SOUND_SECRET_BYTES = 32;

  private final KeySettings settings;
  private volatile KeyRing current = KeyRing.EMPTY;

  private FileKeys(KeySettings settings) {
    this.settings = settings;
  }

  /**
   * Reads all files.
   *
   * @throws KeyException naming the file that cannot be used, why, and what to do
   */
  public static FileKeys load(KeySettings settings) throws KeyException {
    FileKeys keys = new FileKeys(settings);
    keys.current = keys.read();
    return keys;
  }

  /**
   * Reads all files again, blocking on the file system. If one cannot be used, the keys stay as
   * they were: a half-written file must not lock every client out.
   *
   * @return whether the new keys are in use; if not, the log says why
   */
  public boolean reload() {
    try {
      current = read();
      return true;
    } catch (KeyException e) {
      log.error("Token keys not reloaded, the former ones stay in use: {}", e.getMessage());
      return false;
    }
  }

  KeyRing current() {
    return current;
  }

  private KeyRing read() throws KeyException {
    List<VerificationKey> keys = new ArrayList<>();
    Path secretFile = settings.hmacSecret();
    if (secretFile != null) {
      byte[] secret = SecretFile.read(secretFile, "HMAC secret file");
      if (secret.length < SOUND_SECRET_BYTES) {
        log.warn(
            "HMAC secret in {} has {} bytes and can be guessed from one token; use at least {}"
                + " random bytes (openssl rand -base64 32)",
            secretFile,
            secret.length,
            SOUND_SECRET_BYTES);
      }
      keys.add(VerificationKey.hmac(secret));
    }
    Path previousFile = settings.hmacPreviousSecret();
    if (previousFile != null) {
      byte[] secret = SecretFile.readIfPresent(previousFile, "previous HMAC secret file");
      if (secret.length > 0) {
        keys.add(VerificationKey.hmac(secret));
      }
    }
    for (Path file : settings.publicKeys()) {
      keys.addAll(PublicKeyFile.read(file));
    }
    return new KeyRing(keys);
  }
}
