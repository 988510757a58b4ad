package dev.realtime.server.auth;

import dev.realtime.server.config.AuthConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys for tokens lie.
 *
 * @param hmacSecret file with the shared secret; null if applications do not use one
 * @param hmacPreviousSecret file with the secret before it, accepted while it is rotated out; the
 *     file may be missing or empty, which means there is none
 * @param publicKeys files with public keys: PEM (keys or certificates, any number) or JSON (a JWK
 *     or a JWK set). To rotate, put the new key beside the old one
 */
public record KeySettings(
    @Nullable Path hmacSecret, @Nullable Path hmacPreviousSecret, List<Path> publicKeys) {
  /** No key in any file. */
  public static final KeySettings NONE = new KeySettings(null, null, List.of());

  /** Copies the list. */
  public KeySettings {
    publicKeys = List.copyOf(publicKeys);
  }

  /** As configured. */
  public static KeySettings from(AuthConfig config) {
    return new KeySettings(
        config.hmacSecretFile(), config.hmacPreviousSecretFile(), config.publicKeyFiles());
  }
}
