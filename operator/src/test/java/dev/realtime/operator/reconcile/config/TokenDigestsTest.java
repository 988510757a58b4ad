package dev.realtime.operator.reconcile.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.server.auth.ManagementTokens;
import dev.realtime.server.config.ManagementConfig;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into the ConfigMap, read by the server itself. */
class TokenDigestsTest {
  @TempDir Path directory;

  @Test
  void theServerAcceptsTheTokensOfTheSecretAndNoOthers() throws Exception {
    Secret secret =
        new SecretBuilder()
            .addToData("key", base64("a-new-one\n"))
            .addToData("previous-key", base64("an-old-one"))
            .addToData("next-key", base64("a-later-one"))
            .build();

    ManagementTokens server = server(secret);

    assertThat(server.accept("Bearer a-new-one")).isTrue();
    assertThat(server.accept("Bearer an-old-one")).isTrue();
    assertThat(server.accept("Bearer a-later-one")).isTrue();
    assertThat(server.accept("Bearer another")).isFalse();
    assertThat(server.accept(null)).isFalse();
  }

  private ManagementTokens server(Secret secret) throws Exception {
    Files.writeString(directory.resolve(Names.MANAGEMENT_TOKENS), TokenDigests.of(secret));
    return ManagementTokens.load(new ManagementConfig("0.0.0.0", 9004, null, null), directory);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
