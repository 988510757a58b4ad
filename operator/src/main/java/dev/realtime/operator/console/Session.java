package dev.realtime.operator.console;

import java.time.Instant;

/**
 * Somebody who has signed in. The token stays here and never goes back to the browser.
 *
 * @param usedAt when a request last came with it
 * @param judgedAt when the API server last accepted the token
 */
record Session(String token, User user, Instant usedAt, Instant judgedAt) {
  Session used(Instant at) {
    return new Session(token, user, at, judgedAt);
  }

  Session judged(User again, Instant at) {
    return new Session(token, again, at, at);
  }

  /** Without the token: it must not end in a log. */
  @Override
  public String toString() {
    return "Session of " + user.name();
  }
}
