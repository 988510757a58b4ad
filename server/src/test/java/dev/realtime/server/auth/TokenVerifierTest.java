package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.auth.TokenOutcome.Expired;
import dev.realtime.server.auth.TokenOutcome.Invalid;
import dev.realtime.server.auth.TokenOutcome.Unavailable;
import dev.realtime.server.auth.TokenOutcome.Valid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final byte[] SECRET =
      "an application's secret, 42 bytes of its own".getBytes(UTF_8);

  @TempDir Path dir;
  private final TestClock clock = new TestClock();

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void acceptsEveryHmacAlgorithm(String algorithm) throws Exception {
    TokenVerifier verifier = withSecret(SECRET);
    assertThat(connection(verifier, HandMadeTokens.hmac(algorithm, SECRET, "{\"sub\":\"42\"}")))
        .isInstanceOfSatisfying(
            Valid.class, valid -> assertThat(claims(valid).user()).isEqualTo("42"));
  }

  @ParameterizedTest
  @CsvSource({"HS256,32", "HS384,47", "HS512,64", "HS512,129", "HS256,200"})
  void acceptsSecretsOfAnySoundLength(String algorithm, int length) throws Exception {
    byte[] secret = "x".repeat(length).getBytes(UTF_8);
    assertThat(
            connection(
                withSecret(secret), HandMadeTokens.hmac(algorithm, secret, "{\"sub\":\"42\"}")))
        .isInstanceOf(Valid.class);
  }

  @ParameterizedTest
  @CsvSource({
    "RS256,RSA",
    "RS384,RSA",
    "RS512,RSA",
    "ES256,secp256r1",
    "ES384,secp384r1",
    "ES512,secp521r1"
  })
  void acceptsEveryPublicKeyAlgorithm(String algorithm, String key) throws Exception {
    KeyPair pair = key.equals("RSA") ? HandMadeTokens.rsaOf("us") : HandMadeTokens.ec(key);
    TokenVerifier verifier = withPublicKeys(HandMadeTokens.pem(pair.getPublic()));
    String token = HandMadeTokens.signed(algorithm, "", pair.getPrivate(), "{\"sub\":\"42\"}");
    assertThat(connection(verifier, token)).isInstanceOf(Valid.class);
    String other =
        HandMadeTokens.signed(
            algorithm,
            "",
            (key.equals("RSA") ? HandMadeTokens.rsaOf("others") : HandMadeTokens.ec(key))
                .getPrivate(),
            "{\"sub\":\"42\"}");
    assertThat(connection(verifier, other)).isInstanceOf(Invalid.class);
  }

  @Test
  void acceptsThePreviousSecretUntilItsFileIsEmptied() throws Exception {
    byte[] former = "the secret before it, of some length too".getBytes(UTF_8);
    Path secret = Files.write(dir.resolve("secret"), SECRET);
    Path previous = Files.write(dir.resolve("previous"), former);
    FileKeys keys = FileKeys.load(new KeySettings(secret, previous, List.of()));
    TokenVerifier verifier = verifier(TokenRules.DEFAULT, keys);
    String old = HandMadeTokens.hmac("HS256", former, "{\"sub\":\"42\"}");
    assertThat(connection(verifier, old)).isInstanceOf(Valid.class);
    Files.writeString(previous, "");
    assertThat(keys.reload()).isTrue();
    assertThat(connection(verifier, old)).isInstanceOf(Invalid.class);
    assertThat(connection(verifier, HandMadeTokens.hmac("HS256", SECRET, "{\"sub\":\"42\"}")))
        .isInstanceOf(Valid.class);
  }

  @Test
  void refusesASecretThatCouldBeGuessedButLetsOneRunOut() throws Exception {
    Path brief = Files.writeString(dir.resolve("brief"), "only so long");
    assertThatThrownBy(() -> FileKeys.load(new KeySettings(brief, null, List.of())))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("has 12 bytes")
        .hasMessageNotContaining("only so long");
    Path secret = Files.write(dir.resolve("secret"), SECRET);
    FileKeys keys = FileKeys.load(new KeySettings(secret, brief, List.of()));
    String old = HandMadeTokens.hmac("HS256", "only so long".getBytes(UTF_8), "{\"sub\":\"42\"}");
    assertThat(connection(verifier(TokenRules.DEFAULT, keys), old)).isInstanceOf(Valid.class);
  }

  @Test
  void keepsItsKeysWhenAFileCannotBeReadAnyMore() throws Exception {
    Path secret = Files.write(dir.resolve("secret"), SECRET);
    FileKeys keys = FileKeys.load(new KeySettings(secret, null, List.of()));
    Files.delete(secret);
    assertThat(keys.reload()).isFalse();
    assertThat(
            connection(
                verifier(TokenRules.DEFAULT, keys),
                HandMadeTokens.hmac("HS256", SECRET, "{\"sub\":\"42\"}")))
        .isInstanceOf(Valid.class);
  }

  @Test
  void findsTheSecretBehindALineEnd() throws Exception {
    byte[] line = (new String(SECRET, UTF_8) + "\n").getBytes(UTF_8);
    assertThat(
            connection(withSecret(line), HandMadeTokens.hmac("HS256", SECRET, "{\"sub\":\"42\"}")))
        .isInstanceOf(Valid.class);
  }

  @Test
  void tellsTokensOutsideTheirTimeFromInvalidOnes() throws Exception {
    TokenVerifier verifier = withSecret(SECRET);
    long now = clock.seconds();
    assertThat(connection(verifier, hs("{\"sub\":\"42\",\"exp\":" + now + "}")))
        .isInstanceOf(Expired.class);
    assertThat(connection(verifier, hs("{\"sub\":\"42\",\"exp\":" + (now + 1) + "}")))
        .isInstanceOf(Valid.class);
    assertThat(connection(verifier, hs("{\"sub\":\"42\",\"nbf\":" + (now + 1) + "}")))
        .isInstanceOf(Expired.class);
    assertThat(connection(verifier, hs("{\"sub\":\"42\",\"nbf\":" + now + "}")))
        .isInstanceOf(Valid.class);
    String forged = HandMadeTokens.hmac("HS256", "other".getBytes(UTF_8), "{\"exp\":1}");
    assertThat(connection(verifier, forged)).isInstanceOf(Invalid.class);
  }

  @Test
  void allowsForClocksThatDisagree() throws Exception {
    TokenRules rules =
        new TokenRules("", "", "sub", Duration.ofSeconds(10), TokenRules.DEFAULT_MAX_LENGTH);
    TokenVerifier verifier = verifier(rules, secretKeys(SECRET));
    long now = clock.seconds();
    assertThat(connection(verifier, hs("{\"sub\":\"42\",\"exp\":" + (now - 9) + "}")))
        .isInstanceOf(Valid.class);
    assertThat(connection(verifier, hs("{\"sub\":\"42\",\"exp\":" + (now - 10) + "}")))
        .isInstanceOf(Expired.class);
    assertThat(connection(verifier, hs("{\"sub\":\"42\",\"nbf\":" + (now + 10) + "}")))
        .isInstanceOf(Valid.class);
    assertThat(connection(verifier, hs("{\"sub\":\"42\",\"nbf\":" + (now + 11) + "}")))
        .isInstanceOf(Expired.class);
  }

  @Test
  void checksAudienceAndIssuerWhereTheyAreSet() throws Exception {
    TokenRules rules =
        new TokenRules("realtime", "shop", "sub", Duration.ZERO, TokenRules.DEFAULT_MAX_LENGTH);
    TokenVerifier verifier = verifier(rules, secretKeys(SECRET));
    assertThat(connection(verifier, hs("{\"aud\":\"realtime\",\"iss\":\"shop\"}")))
        .isInstanceOf(Valid.class);
    assertThat(connection(verifier, hs("{\"aud\":[\"a\",\"realtime\"],\"iss\":\"shop\"}")))
        .isInstanceOf(Valid.class);
    assertThat(connection(verifier, hs("{\"aud\":\"other\",\"iss\":\"shop\"}")))
        .isEqualTo(new Invalid<>("claim aud does not hold the audience realtime"));
    assertThat(connection(verifier, hs("{\"iss\":\"shop\"}"))).isInstanceOf(Invalid.class);
    assertThat(connection(verifier, hs("{\"aud\":\"realtime\",\"iss\":\"other\"}")))
        .isEqualTo(new Invalid<>("claim iss is not the issuer shop"));
  }

  @Test
  void takesTheUserFromAnotherClaimWhenToldSo() throws Exception {
    TokenRules rules =
        new TokenRules("", "", "user_id", Duration.ZERO, TokenRules.DEFAULT_MAX_LENGTH);
    TokenVerifier verifier = verifier(rules, secretKeys(SECRET));
    assertThat(connection(verifier, hs("{\"sub\":\"a\",\"user_id\":\"b\"}")))
        .isInstanceOfSatisfying(
            Valid.class, valid -> assertThat(claims(valid).user()).isEqualTo("b"));
    assertThat(connection(verifier, hs("{\"sub\":\"a\"}"))).isInstanceOf(Invalid.class);
  }

  @Test
  void aSubscriptionTokenNeedsAChannel() throws Exception {
    TokenVerifier verifier = withSecret(SECRET);
    assertThat(verifier.verifySubscription(hs("{\"sub\":\"42\"}")).toCompletableFuture().join())
        .isInstanceOf(Invalid.class);
    assertThat(
            verifier
                .verifySubscription(hs("{\"sub\":\"42\",\"channel\":\"$a\",\"client\":\"c\"}"))
                .toCompletableFuture()
                .join())
        .isInstanceOfSatisfying(
            Valid.class,
            valid -> {
              SubscriptionClaims claims = (SubscriptionClaims) valid.claims();
              assertThat(claims.channel()).isEqualTo("$a");
              assertThat(claims.client()).isEqualTo("c");
              assertThat(claims.user()).isEqualTo("42");
            });
  }

  @Test
  void hmacIsCheckedAtOnceAndOtherSignaturesOnTheExecutor() throws Exception {
    KeyPair pair = HandMadeTokens.rsaOf("us");
    FileKeys keys =
        FileKeys.load(
            new KeySettings(
                Files.write(dir.resolve("secret"), SECRET),
                null,
                List.of(
                    Files.writeString(dir.resolve("rsa"), HandMadeTokens.pem(pair.getPublic())))));
    TokenVerifier full =
        new TokenVerifier(
            TokenRules.DEFAULT,
            keys,
            null,
            task -> {
              throw new RejectedExecutionException();
            },
            clock);
    assertThat(connection(full, hs("{\"sub\":\"42\"}"))).isInstanceOf(Valid.class);
    assertThat(
            connection(
                full, HandMadeTokens.signed("RS256", "", pair.getPrivate(), "{\"sub\":\"1\"}")))
        .isInstanceOf(Unavailable.class);
  }

  @Test
  void rulesRefuseWhatCannotBe() {
    assertThatThrownBy(() -> new TokenRules("", "", "user-id", Duration.ZERO, 4096))
        .hasMessageContaining("user-id");
    assertThatThrownBy(() -> new TokenRules("", "", "sub", Duration.ofHours(1), 4096))
        .hasMessageContaining("PT1H");
    assertThatThrownBy(() -> new TokenRules("", "", "sub", Duration.ZERO, 10))
        .hasMessageContaining("10");
  }

  private static String hs(String claims) {
    return HandMadeTokens.hmac("HS256", SECRET, claims);
  }

  private TokenVerifier withSecret(byte[] secret) throws Exception {
    return verifier(TokenRules.DEFAULT, secretKeys(secret));
  }

  private TokenVerifier withPublicKeys(String file) throws Exception {
    Path keys = Files.writeString(dir.resolve("keys"), file);
    return verifier(TokenRules.DEFAULT, FileKeys.load(new KeySettings(null, null, List.of(keys))));
  }

  private FileKeys secretKeys(byte[] secret) throws Exception {
    return FileKeys.load(
        new KeySettings(Files.write(dir.resolve("secret"), secret), null, List.of()));
  }

  private TokenVerifier verifier(TokenRules rules, FileKeys keys) {
    return new TokenVerifier(rules, keys, null, Runnable::run, clock);
  }

  private static TokenOutcome<ConnectionClaims> connection(TokenVerifier verifier, String token) {
    return verifier.verifyConnection(token).toCompletableFuture().join();
  }

  private static ConnectionClaims claims(Valid<?> valid) {
    return (ConnectionClaims) valid.claims();
  }
}
