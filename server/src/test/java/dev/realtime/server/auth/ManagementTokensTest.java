package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.config.ManagementConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementTokensTest {
  private static final ManagementConfig NO_FILES =
      new ManagementConfig("0.0.0.0", 9004, null, null);

  @TempDir Path dir;

  @Test
  void withoutTokensNobodyIsAsked() throws Exception {
    ManagementTokens tokens = ManagementTokens.load(NO_FILES, dir);
    assertThat(tokens.accept(null)).isTrue();
    assertThat(tokens.accept("Bearer whatever")).isTrue();
    assertThat(ManagementTokens.load(NO_FILES, null).accept(null)).isTrue();
  }

  @Test
  void acceptsTheTokensOfTheFilesAndNothingElse() throws Exception {
    Path current = Files.writeString(dir.resolve("token"), "new-token\n");
    Path previous = Files.writeString(dir.resolve("previous"), "old-token");
    ManagementTokens tokens =
        ManagementTokens.load(new ManagementConfig("0.0.0.0", 9004, current, previous), null);
    assertThat(tokens.accept("Bearer new-token")).isTrue();
    assertThat(tokens.accept("bearer old-token")).isTrue();
    for (String wrong :
        new String[] {"", "Bearer", "Bearer ", "Bearer new-toke", "new-token", "Basic new-token"}) {
      assertThat(tokens.accept(wrong)).as(wrong).isFalse();
    }
    assertThat(tokens.accept(null)).isFalse();
  }

  @Test
  void digestsCountFromTheReloadAfterTheyCameToTheOneAfterTheyWent() throws Exception {
    ManagementTokens tokens = ManagementTokens.load(NO_FILES, dir);
    Path file =
        Files.writeString(
            dir.resolve(ManagementTokens.DIGESTS), digest("one") + "\n" + digest("two") + "\n");
    tokens.reload();
    assertThat(tokens.accept(null)).isFalse();
    assertThat(tokens.accept("Bearer one")).isTrue();
    assertThat(tokens.accept("Bearer two")).isTrue();
    assertThat(tokens.accept("Bearer " + digest("one"))).as("the digest itself").isFalse();
    Files.writeString(file, digest("three"));
    tokens.reload();
    assertThat(tokens.accept("Bearer one")).isFalse();
    assertThat(tokens.accept("Bearer three")).isTrue();
    Files.delete(file);
    tokens.reload();
    assertThat(tokens.accept(null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "abc", "zz", "00", "secret-in-plain-text-by-mistake"})
  void whatIsNoDigestIsRefusedAndOpensNothing(String text) throws Exception {
    Path file = Files.writeString(dir.resolve(ManagementTokens.DIGESTS), digest("one"));
    ManagementTokens tokens = ManagementTokens.load(NO_FILES, dir);
    Files.writeString(file, text);
    tokens.reload();
    assertThat(tokens.accept(null)).isFalse();
    assertThat(tokens.accept("Bearer one")).isTrue();
    assertThatThrownBy(() -> ManagementTokens.load(NO_FILES, dir))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("secret-in-plain-text");
  }

  private static String digest(String token) {
    return HexFormat.of().formatHex(SecretDigests.of(token.getBytes(UTF_8)));
  }
}
