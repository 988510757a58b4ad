package dev.realtime.operator.reconcile.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.operator.process.Hash;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the pods accept at their management port: the SHA-256 digests of the token, of the one
 * before it and of the one after it, a line each. They know the next one long before anybody sends
 * it, since the kubelet takes a minute to bring them a new file. The ConfigMap carries it, for that
 * is mounted whole: Secrets are mounted key by key, so a new one would need another pod template,
 * and restart every pod at an upgrade. A server that knows nothing of the file leaves it alone.
 * From the digest of 256 random bits nobody finds the token.
 */
public final class TokenDigests {
  private TokenDigests() {}

  /** Of the Secret's tokens, as the server reads it. */
  public static String of(Secret secret) {
    Map<String, String> data = secret.getData();
    return Stream.of(SecretFiles.KEY, SecretFiles.PREVIOUS_KEY, SecretFiles.NEXT_KEY)
        .map(data::get)
        .filter(Objects::nonNull)
        .map(value -> Hash.sha256(text(value)) + "\n")
        .collect(Collectors.joining());
  }

  /** Without the line break that {@code echo} leaves: it is not sent either. */
  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), UTF_8).replaceAll("\\R$", "");
  }
}
