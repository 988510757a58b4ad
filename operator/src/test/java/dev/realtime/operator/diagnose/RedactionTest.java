package dev.realtime.operator.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hunter2-s3cret",
        "REDIS_PASSWORD: hunter2-s3cret",
        "{\"apiKey\": \"hunter2-s3cret\", \"x\": 1}",
        "token_hmac_secret = 'hunter2-s3cret'",
        "Authorization: Bearer hunter2-s3cret",
        "postgresql://app:hunter2-s3cret@db:5432/app",
        "redis://:hunter2-s3cret@redis:6379",
        "signing-key: hunter2-s3cret",
        "-----BEGIN PRIVATE KEY-----\nhunter2-s3cret\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2-s3cret"
      })
  void takesSecretsOut(String text) {
    assertThat(Redaction.redact(text)).doesNotContain("hunter2").contains("[redacted]");
  }

  @Test
  void takesTokensOutWhereverTheyStand() {
    String token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
    assertThat(Redaction.redact("client sent " + token + " twice")).doesNotContain("eyJ");
  }

  @Test
  void leavesWhatIsNoSecret() {
    String line =
        "2026-01-01 ERROR namespace 'chat': unknown key histroySize, did you mean historySize?";
    assertThat(Redaction.redact(line)).isEqualTo(line);
  }

  @Test
  void takesUsersDataOutOfStatements() {
    assertThat(Redaction.statement("SELECT *\n  FROM users WHERE name = 'O''Brien' AND id = 7"))
        .isEqualTo("SELECT * FROM users WHERE name = '?' AND id = 7");
  }

  @Test
  void boundsTextAndSaysWhatItCut() {
    String bounded = Redaction.bounded("a".repeat(500) + "z".repeat(500), 100);
    assertThat(bounded).hasSizeLessThanOrEqualTo(100).startsWith("a").endsWith("z").contains("cut");
    assertThat(Redaction.bounded("short", 100)).isEqualTo("short");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "password", "secret_", "'", "://", "eyJ", "token:", "-----BEGIN A-----"})
  void takesTimeLinearInTheText(String part) {
    String text = part.repeat(64 * 1024 / part.length());
    assertThatCode(() -> Redaction.statement(text)).doesNotThrowAnyException();
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> Redaction.redact(text));
  }
}
