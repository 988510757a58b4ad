package dev.realtime.server.auth;

/**
 * What became of a token.
 *
 * @param <T> the claims of a valid one
 */
public sealed interface TokenOutcome<T> {

  /** Signed by one of our keys, in its time, and meant for us. */
  record Valid<T>(T claims) implements TokenOutcome<T> {}

  /**
   * Signed by one of our keys, but outside its time ({@code exp} passed, or {@code nbf} not yet
   * reached). The client is told 109 and asks its application for another.
   */
  record Expired<T>() implements TokenOutcome<T> {}

  /**
   * Never to be accepted.
   *
   * @param reason for the log; holds neither the token nor any key
   */
  record Invalid<T>(String reason) implements TokenOutcome<T> {}

  /**
   * Cannot be told now: the key endpoint does not answer, or too many tokens wait to be verified.
   * The client is told 100 (temporary) and tries again.
   *
   * @param reason for the log; holds neither the token nor any key
   */
  record Unavailable<T>(String reason) implements TokenOutcome<T> {}
}
