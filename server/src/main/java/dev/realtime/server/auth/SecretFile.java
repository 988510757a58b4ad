package dev.realtime.server.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads secrets from files, as Kubernetes mounts them. */
final class SecretFile {
  /** Far above any secret or key set, far below what would hurt. */
  static final int MAX_BYTES = 1024 * 1024;

  /** RFC 7518, section 3.2, for HS256. */
  private static final int LEAST_HMAC_BYTES = 32;

  private SecretFile() {}

  /**
   * Content without the line end that editors and {@code echo} leave behind it.
   *
   * @throws KeyException if the file cannot be read, is empty or is larger than 1 MiB
   */
  static byte[] read(Path file, String what) throws KeyException {
    byte[] content;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new KeyException(what + " " + file + " is larger than " + MAX_BYTES + " bytes");
      }
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new KeyException(what + " " + file + " does not exist", e);
    } catch (IOException e) {
      throw new KeyException(what + " " + file + " cannot be read: " + e.getMessage(), e);
    }
    byte[] secret = withoutLineEnd(content);
    if (secret.length == 0) {
      throw new KeyException(what + " " + file + " is empty; is the Secret mounted and filled?");
    }
    return secret;
  }

  /**
   * A secret that tokens are signed with.
   *
   * @throws KeyException if the file cannot be read, or so short a secret could be guessed
   */
  static byte[] readHmacSecret(Path file) throws KeyException {
    byte[] secret = read(file, "HMAC secret file");
    if (secret.length < LEAST_HMAC_BYTES) {
      throw new KeyException(
          "HMAC secret file %s has %d bytes, which can be guessed from one token; put at least %d"
                  .formatted(file, secret.length, LEAST_HMAC_BYTES)
              + " random bytes there (openssl rand -base64 32)");
    }
    return secret;
  }

  /**
   * The same for a secret that is only there while keys are rotated.
   *
   * @return empty if the file is missing or empty
   */
  static byte[] readIfPresent(Path file, String what) throws KeyException {
    try {
      if (!Files.exists(file) || Files.size(file) == 0) {
        return new byte[0];
      }
    } catch (IOException e) {
      throw new KeyException(what + " " + file + " cannot be read: " + e.getMessage(), e);
    }
    return read(file, what);
  }

  private static byte[] withoutLineEnd(byte[] content) {
    int end = content.length;
    if (end > 0 && content[end - 1] == '\n') {
      end--;
      if (end > 0 && content[end - 1] == '\r') {
        end--;
      }
    }
    return end == content.length ? content : Arrays.copyOf(content, end);
  }
}
