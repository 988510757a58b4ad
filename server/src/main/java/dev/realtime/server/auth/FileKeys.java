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
      keys.add(VerificationKey.hmac(SecretFile.readHmacSecret(secretFile)));
    }
    Path previousFile = settings.hmacPreviousSecret();
    if (previousFile != null) {
      // May be as short as it is: it is on its way out.
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
