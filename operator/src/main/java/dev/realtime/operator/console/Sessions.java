package dev.realtime.operator.console;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in. A session ends after {@link #IDLE} without a request, after {@link #MOST}
 * others that came later, with the operator, and as soon as the API server does not accept its
 * token any more, which is asked again every {@link #JUDGED_FOR}.
 */
final class Sessions {
  static final Duration IDLE = Duration.ofMinutes(30);
  static final Duration JUDGED_FOR = Duration.ofSeconds(30);
  static final int MOST = 1_000;
  private static final int ID_BYTES = 32;

  private final Tokens tokens;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> byId = new LinkedHashMap<>();

  Sessions(Tokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Signs in.
   *
   * @return the session's id, for the cookie
   * @throws Refused if the API server does not accept the token
   */
  String open(String token) {
    User user = tokens.judge(token);
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant();
    synchronized (byId) {
      byId.values().removeIf(session -> idle(session, now));
      while (byId.size() >= MOST) {
        byId.remove(byId.keySet().iterator().next());
      }
      byId.put(id, new Session(token, user, now, now));
    }
    return id;
  }

  /**
   * The session of a request.
   *
   * @throws Refused if there is none, or its token has expired
   */
  Session of(Optional<String> id) {
    Instant now = clock.instant();
    Session session;
    synchronized (byId) {
      session = id.map(byId::get).orElse(null);
      if (session != null && idle(session, now)) {
        byId.remove(id.orElseThrow());
        session = null;
      }
    }
    if (session == null) {
      throw Refused.signedOut(
          id.isEmpty() ? "signed-out" : "session-over",
          id.isEmpty() ? "You are not signed in." : "Your session is over.");
    }
    Session current =
        session.judgedAt().plus(JUDGED_FOR).isAfter(now)
            ? session.used(now)
            : judgedAgain(id.orElseThrow(), session, now);
    synchronized (byId) {
      byId.replace(id.orElseThrow(), current);
    }
    return current;
  }

  private Session judgedAgain(String id, Session session, Instant now) {
    try {
      return session.judged(tokens.judge(session.token()), now);
    } catch (Refused e) {
      if (e.status() == 401) {
        close(Optional.of(id));
        throw Refused.signedOut("token-expired", "Your token has expired or was revoked.");
      }
      throw e;
    }
  }

  /** Signs out. */
  void close(Optional<String> id) {
    synchronized (byId) {
      id.ifPresent(byId::remove);
    }
  }

  private static boolean idle(Session session, Instant now) {
    return session.usedAt().plus(IDLE).isBefore(now);
  }
}
