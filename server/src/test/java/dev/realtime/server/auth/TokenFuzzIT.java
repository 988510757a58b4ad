package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Bytes of nobody's making where tokens and origins are expected. As plain tests these run their
 * inputs on file; with {@code JAZZER_FUZZ=1} they search for new ones.
 */
class TokenFuzzIT {
  private static final byte[] SECRET = "a secret for the fuzzer, 32 bytes".getBytes(UTF_8);
  private static final TokenVerifier VERIFIER = verifier();
  private static final OriginPolicy ORIGINS =
      OriginPolicy.of(List.of("https://*.example.com", "http://localhost:*"));

  private static TokenVerifier verifier() {
    try {
      Path secret = Files.write(Files.createTempFile("fuzz", "secret"), SECRET);
      return new TokenVerifier(
          TokenRules.DEFAULT,
          FileKeys.load(new KeySettings(secret, null, List.of())),
          null,
          Runnable::run,
          Clock.systemUTC());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A text nobody signed is never valid, and never more than refused. */
  @FuzzTest(maxDuration = "20s")
  void noTextIsAToken(byte[] text) {
    TokenOutcome<ConnectionClaims> outcome =
        VERIFIER.verifyConnection(new String(text, ISO_8859_1)).toCompletableFuture().join();
    if (!(outcome instanceof TokenOutcome.Invalid)) {
      throw new AssertionError("taken: " + outcome);
    }
  }

  /** Signed claims of any shape are read or refused. */
  @FuzzTest(maxDuration = "20s")
  void signedClaimsAreReadOrRefused(byte[] claims) {
    String token =
        HandMadeTokens.hmacWithHeader("{\"alg\":\"HS256\"}", SECRET, new String(claims, UTF_8));
    var _ = VERIFIER.verifyConnection(token).toCompletableFuture().join();
    var _ = VERIFIER.verifySubscription(token).toCompletableFuture().join();
  }

  /** Embedded JSON is carried along as valid JSON of one line, or refused. */
  @FuzzTest(maxDuration = "20s")
  void embeddedJsonStaysJson(byte[] json) {
    byte[] document = ("{\"info\":" + new String(json, UTF_8) + "}").getBytes(UTF_8);
    try {
      byte[] info = ClaimsReader.read(document, "sub").info;
      if (info != null
          && (!JsonReader.isValid(info) || new String(info, UTF_8).indexOf('\n') >= 0)) {
        throw new AssertionError("carried along: " + new String(info, UTF_8));
      }
    } catch (JsonShapeException e) {
      if (e.reason().isEmpty()) {
        throw new AssertionError("refused without a reason", e);
      }
    }
  }

  /** No origin but those of the list passes. */
  @FuzzTest(maxDuration = "20s")
  void originsAreNotTalkedRound(byte[] text) {
    String origin = new String(text, ISO_8859_1);
    if (!origin.isEmpty() && ORIGINS.allows(origin, "rt.example.com")) {
      boolean ours =
          origin.matches("(?i)https://[^/?#@\\\\\\s:]+\\.example\\.com(:443)?")
              || origin.matches("(?i)http://localhost(:[0-9]{1,5})?");
      if (!ours) {
        throw new AssertionError("passed: " + origin);
      }
    }
  }
}
