package dev.realtime.server;

import dev.realtime.server.auth.KeyException;
import dev.realtime.server.auth.TokenSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Tokens signed with a secret that a server of a test knows. */
final class TestTokens {
  private final Path secret;
  private final TokenSigner signer;

  /** Writes the secret into a directory. */
  TestTokens(Path directory) throws IOException, KeyException {
    secret = Files.writeString(directory.resolve("secret"), "a secret of tests ".repeat(4));
    signer = TokenSigner.withSecretFile(secret, "HS256");
  }

  Path secretFile() {
    return secret;
  }

  /** A connection token; seconds may be negative for one that has expired. */
  String connection(String user, int expiresInSeconds, String... channels) {
    return sign(user, "", expiresInSeconds, List.of(channels));
  }

  String subscription(String user, String channel, int expiresInSeconds) {
    return sign(user, channel, expiresInSeconds, List.of());
  }

  private String sign(String user, String channel, int expiresInSeconds, List<String> channels) {
    long now = Instant.now().getEpochSecond();
    return signer.sign(
        new TokenSigner.Claims(user, channel, now, now + expiresInSeconds, channels, "", ""));
  }
}
