package dev.realtime.server.auth;

import dev.realtime.server.config.AuthConfig;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a token has to satisfy beside its signature.
 *
 * @param audience must be among the token's {@code aud}; empty leaves the audience unchecked
 * @param issuer must equal the token's {@code iss}; empty leaves the issuer unchecked
 * @param userIdClaim claim that holds the user's id; normally {@code sub}
 * @param leeway how far the clocks of application and server may be apart: a token is taken for so
 *     long after its {@code exp} and before its {@code nbf}. At least 0, at most 5 minutes
 * @param maxLength longest token looked at, in characters; longer ones are refused unread
 */
public record TokenRules(
    String audience, String issuer, String userIdClaim, Duration leeway, int maxLength) {

  /** The standard claim for the user's id. */
  public static final String SUBJECT = "sub";

  /**
   * Room for a token with some hundred server-side subscriptions, and a quarter of the default 64
   * KiB frame.
   */
  public static final int DEFAULT_MAX_LENGTH = 16 * 1024;

  private static final Duration MAX_LEEWAY = Duration.ofMinutes(5);
  private static final Pattern CLAIM_NAME = Pattern.compile("[a-zA-Z_]{1,64}");

  /** Signature and time alone are checked; clocks are taken to agree. */
  public static final TokenRules DEFAULT =
      new TokenRules("", "", SUBJECT, Duration.ZERO, DEFAULT_MAX_LENGTH);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that cannot be, and what can
   */
  public TokenRules {
    if (!CLAIM_NAME.matcher(userIdClaim).matches()) {
      throw new IllegalArgumentException(
          "user id claim '" + userIdClaim + "' is not 1 to 64 letters and underscores");
    }
    if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
      throw new IllegalArgumentException(
          "token leeway " + leeway + " is not between 0 and " + MAX_LEEWAY);
    }
    if (maxLength < 256) {
      throw new IllegalArgumentException(
          "longest token " + maxLength + " is below 256 characters; no real token fits");
    }
  }

  /** As configured. */
  public static TokenRules from(AuthConfig config) {
    return new TokenRules(
        config.audience(),
        config.issuer(),
        config.userIdClaim(),
        config.leeway(),
        DEFAULT_MAX_LENGTH);
  }
}
