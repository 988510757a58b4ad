package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.auth.TokenOutcome.Invalid;
import dev.realtime.server.auth.TokenOutcome.Valid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens made to be taken for something they are not. */
class TokenConfusionTest {
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final String CLAIMS = "{\"sub\":\"admin\"}";
  private static final KeyPair RSA = HandMadeTokens.rsaOf("us");
  private static final KeyPair P256 = HandMadeTokens.ec("secp256r1");
  private static final KeyPair P384 = HandMadeTokens.ec("secp384r1");

  @TempDir Path dir;
  private TokenVerifier verifier;

  @BeforeEach
  void setUp() throws Exception {
    verifier = verifier(true);
    assertThat(outcome(HandMadeTokens.hmac("HS256", SECRET, CLAIMS))).isInstanceOf(Valid.class);
    assertThat(outcome(HandMadeTokens.signed("RS256", "", RSA.getPrivate(), CLAIMS)))
        .isInstanceOf(Valid.class);
  }

  private TokenVerifier verifier(boolean withSecret) throws Exception {
    Path secret = Files.write(dir.resolve("secret"), SECRET);
    Path pem =
        Files.writeString(
            dir.resolve("keys"),
            HandMadeTokens.pem(RSA.getPublic()) + HandMadeTokens.pem(P256.getPublic()));
    FileKeys keys = FileKeys.load(new KeySettings(withSecret ? secret : null, null, List.of(pem)));
    return new TokenVerifier(TokenRules.DEFAULT, keys, null, Runnable::run, Clock.systemUTC());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
  void refusesUnsignedTokens(String none) {
    String body = HandMadeTokens.encode("{\"alg\":\"" + none + "\"}") + ".";
    assertRefused(body + HandMadeTokens.encode(CLAIMS) + ".");
    assertRefused(body + HandMadeTokens.encode(CLAIMS) + ".AAAA");
    assertRefused(body + HandMadeTokens.encode(CLAIMS));
  }

  @Test
  void refusesTokensWithTheirSignatureCutOff() {
    String token = HandMadeTokens.hmac("HS256", SECRET, CLAIMS);
    assertRefused(token.substring(0, token.lastIndexOf('.') + 1));
    assertRefused(token.substring(0, token.lastIndexOf('.')));
    assertRefused(token.substring(0, token.length() - 4));
  }

  @Test
  void refusesAPublicKeyUsedAsHmacSecret() throws Exception {
    String pem = HandMadeTokens.pem(RSA.getPublic());
    for (TokenVerifier each : List.of(verifier, verifier(false))) {
      for (byte[] secret :
          List.of(
              pem.getBytes(UTF_8),
              pem.strip().getBytes(UTF_8),
              RSA.getPublic().getEncoded(),
              P256.getPublic().getEncoded())) {
        assertRefused(each, HandMadeTokens.hmac("HS256", secret, CLAIMS));
      }
    }
  }

  @Test
  void refusesToStartWithAPublicKeyAsHmacSecret() throws Exception {
    Path pem = Files.writeString(dir.resolve("pem"), HandMadeTokens.pem(RSA.getPublic()));
    assertThatThrownBy(() -> FileKeys.load(new KeySettings(pem, null, List.of())))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("PEM");
  }

  @Test
  void refusesAKeyOfTheWrongType() {
    // Signed by a key of ours, under the name of another family's algorithm.
    assertRefused(
        HandMadeTokens.signedWithHeader("{\"alg\":\"ES256\"}", "RS256", RSA.getPrivate(), CLAIMS));
    assertRefused(
        HandMadeTokens.signedWithHeader("{\"alg\":\"RS256\"}", "ES256", P256.getPrivate(), CLAIMS));
    assertRefused(
        HandMadeTokens.signedWithHeader("{\"alg\":\"PS256\"}", "RS256", RSA.getPrivate(), CLAIMS));
    // The right family on a curve that is not ours.
    assertRefused(HandMadeTokens.signed("ES384", "", P384.getPrivate(), CLAIMS));
    assertRefused(
        HandMadeTokens.signedWithHeader("{\"alg\":\"ES256\"}", "ES384", P256.getPrivate(), CLAIMS));
  }

  @Test
  void refusesTheBlankEllipticSignature() {
    // r = s = 0 verified anything in Java before CVE-2022-21449 was fixed.
    String signed =
        HandMadeTokens.encode("{\"alg\":\"ES256\"}") + "." + HandMadeTokens.encode(CLAIMS);
    assertRefused(signed + "." + HandMadeTokens.encode(new byte[64]));
    assertRefused(signed + ".");
  }

  @Test
  void refusesKeysBroughtAlongInTheHeader() {
    KeyPair theirs = HandMadeTokens.rsaOf("others");
    String jwk = HandMadeTokens.jwk("k", theirs.getPublic(), "");
    assertRefused(
        HandMadeTokens.signedWithHeader(
            "{\"alg\":\"RS256\",\"jwk\":" + jwk + "}", "RS256", theirs.getPrivate(), CLAIMS));
    assertRefused(
        HandMadeTokens.signedWithHeader(
            "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/k\",\"x5u\":\"http://127.0.0.1:1/c\"}",
            "RS256",
            theirs.getPrivate(),
            CLAIMS));
  }

  @Test
  void refusesExtensionsMarkedCritical() {
    assertRefused(
        HandMadeTokens.hmacWithHeader(
            "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}", SECRET, CLAIMS));
    assertRefused(
        HandMadeTokens.hmacWithHeader(
            "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", SECRET, CLAIMS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/dev/null",
        "' OR '1'='1",
        "http://127.0.0.1/key",
        "\\u0000",
        "${env}"
      })
  void aKeyIdIsComparedAndNothingElse(String keyId) throws Exception {
    KeyPair theirs = HandMadeTokens.rsaOf("others");
    assertRefused(HandMadeTokens.signed("RS256", keyId, theirs.getPrivate(), CLAIMS));
    // The secret an attacker may know: what such a "file" or "row" would hold.
    assertRefused(
        HandMadeTokens.hmacWithHeader(
            "{\"alg\":\"HS256\",\"kid\":\"" + keyId + "\"}", new byte[1], CLAIMS));
  }

  @Test
  void refusesOversizedTokensUnread() {
    String token = HandMadeTokens.hmac("HS256", SECRET, "{\"sub\":\"" + "x".repeat(20_000) + "\"}");
    assertThat(outcome(token))
        .isEqualTo(
            new Invalid<>("token of " + token.length() + " characters; at most 16384 are taken"));
    String header = "{\"alg\":\"HS256\",\"x\":\"" + "x".repeat(2_000) + "\"}";
    assertRefused(HandMadeTokens.hmacWithHeader(header, SECRET, CLAIMS));
    String keyId = "{\"alg\":\"HS256\",\"kid\":\"" + "x".repeat(300) + "\"}";
    assertRefused(HandMadeTokens.hmacWithHeader(keyId, SECRET, CLAIMS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "a.b.c.d.e",
        "é.é.é",
        "e30.e30.",
        "eyJhbGciOiJIUzI1NiJ9..",
        "{\"alg\":\"HS256\"}.{}.x",
        "bnVsbA.e30.AA",
        "W10.e30.AA",
        "\u0000.\u0000.\u0000"
      })
  void refusesWhatIsNoToken(String text) {
    assertRefused(text);
  }

  @Test
  void refusesPaddedAndRespelledTokens() {
    String token = HandMadeTokens.hmac("HS256", SECRET, CLAIMS);
    assertRefused(token + "=");
    assertRefused(token + "\n");
    assertRefused(" " + token);
    String twice =
        HandMadeTokens.hmacWithHeader(
            "{\"alg\":\"none\",\"alg\":\"HS256\"}", SECRET, "{\"sub\":\"a\",\"sub\":\"admin\"}");
    assertRefused(twice);
  }

  @Test
  void saysNothingOfTheTokenInItsReason() {
    String marker = "SuPeRsEcReT";
    for (String token :
        List.of(
            HandMadeTokens.hmac("HS256", SECRET, "{\"sub\":42,\"info\":\"" + marker + "\"}"),
            HandMadeTokens.hmac("HS256", SECRET, "{\"" + marker + "\":" + marker + "}"),
            HandMadeTokens.hmacWithHeader(
                "{\"alg\":\"HS256\",\"crit\":[\"" + marker + "\"]}", SECRET, CLAIMS),
            HandMadeTokens.encode("{\"alg\":\"" + marker + "\"}") + ".e30.AA",
            marker + "." + marker + "." + marker)) {
      assertThat(((Invalid<?>) outcome(token)).reason())
          .doesNotContain(marker)
          .doesNotContain(token.substring(0, Math.min(12, token.length())));
    }
  }

  private void assertRefused(String token) {
    assertRefused(verifier, token);
  }

  private static void assertRefused(TokenVerifier verifier, String token) {
    assertThat(verifier.verifyConnection(token).toCompletableFuture().join())
        .isInstanceOf(Invalid.class);
  }

  private TokenOutcome<ConnectionClaims> outcome(String token) {
    return verifier.verifyConnection(token).toCompletableFuture().join();
  }
}
