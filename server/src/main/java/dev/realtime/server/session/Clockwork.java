package dev.realtime.server.session;

import dev.realtime.server.config.ClientConfig;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.loop.LoopWheel;
import dev.realtime.server.loop.Timed;
import dev.realtime.server.message.Codes;
import java.util.List;

/**
 * Everything about one client that happens by time: pings, pongs, expiry, renewal of presence, age.
 * One entry in the loop's wheel, at the earliest of its times. Milliseconds are of the loop's
 * clock, seconds since the Unix epoch of the wall clock.
 */
final class Clockwork extends Timed {
  /** How long a client may take to go after its connect was refused. */
  private static final int REFUSED_MILLIS = 5000;

  /**
   * How often expiry of connection and subscriptions is looked at; they expire in whole seconds.
   */
  private static final int EXPIRY_MILLIS = 1000;

  private final Session session;
  private final Flows flows;
  private long stageUntil = LoopWheel.NEVER;
  private long pingAt = LoopWheel.NEVER;
  private long pongUntil = LoopWheel.NEVER;
  private long expiryAt = LoopWheel.NEVER;
  private long presenceAt = LoopWheel.NEVER;
  private long ageAt = LoopWheel.NEVER;
  private int progressAtPing;
  private int pongsOwed;

  Clockwork(Session session, Flows flows) {
    this.session = session;
    this.flows = flows;
  }

  private ClientConfig config() {
    return session.live().config().client();
  }

  private static long now() {
    return LoopContext.nowMillis();
  }

  private void reschedule() {
    session.context().wheel().schedule(this, next());
  }

  private long next() {
    long timed = Math.min(Math.min(pingAt, pongUntil), Math.min(expiryAt, presenceAt));
    return Math.min(timed, Math.min(stageUntil, ageAt));
  }

  void awaitConnect() {
    stageUntil = now() + config().connectTimeout().toMillis();
    reschedule();
  }

  void awaitDeparture() {
    stop();
    stageUntil = now() + REFUSED_MILLIS;
    reschedule();
  }

  void connected() {
    var random = session.services().random();
    long interval = config().pingInterval().toMillis();
    stageUntil = LoopWheel.NEVER;
    // The first ping comes at a random moment, so that clients that came together spread.
    pingAt = now() + interval / 2 + random.nextLong(interval / 2 + 1);
    long age = config().maxAge().toMillis();
    ageAt = age == 0 ? LoopWheel.NEVER : now() + age - random.nextLong(age / 4 + 1);
    expiryChanged();
    presenceChanged();
    reschedule();
  }

  /** Something may expire now, or something else. */
  void expiryChanged() {
    boolean expires = session.identity().expireAt() > 0;
    for (Subscription subscription : session.allSubscriptions()) {
      expires |= subscription.expireAt() > 0;
    }
    // A look that is due stays due, or whoever renews something all the time would not expire.
    expiryAt = expires ? Math.min(expiryAt, now() + EXPIRY_MILLIS) : LoopWheel.NEVER;
    reschedule();
  }

  /** There may be presence to renew now. */
  void presenceChanged() {
    if (presenceAt == LoopWheel.NEVER) {
      for (Subscription subscription : session.allSubscriptions()) {
        if (subscription.terms().presence()) {
          presenceAt = now() + presenceInterval();
          reschedule();
          return;
        }
      }
    }
  }

  private long presenceInterval() {
    return config().presenceTtl().toMillis() * 45 / 100;
  }

  /**
   * A pong came; false if none was owed. Those for several pings come together when nothing was
   * read for a while, and any of them shows that the client is alive.
   */
  boolean pong() {
    if (pongsOwed == 0) {
      return false;
    }
    pongsOwed--;
    pongUntil = LoopWheel.NEVER;
    reschedule();
    return true;
  }

  void stop() {
    stageUntil = LoopWheel.NEVER;
    pingAt = LoopWheel.NEVER;
    pongUntil = LoopWheel.NEVER;
    expiryAt = LoopWheel.NEVER;
    presenceAt = LoopWheel.NEVER;
    ageAt = LoopWheel.NEVER;
    session.context().wheel().cancel(this);
  }

  @Override
  protected long onDeadline(long nowMillis) {
    if (stageUntil <= nowMillis) {
      stageOver();
    } else if (pongUntil <= nowMillis && !isUnheardButAlive(nowMillis)) {
      session.disconnect(Codes.NO_PONG);
    } else if (ageAt <= nowMillis) {
      session.disconnect(Codes.FORCE_RECONNECT);
    } else {
      if (pingAt <= nowMillis) {
        ping(nowMillis);
      }
      if (presenceAt <= nowMillis) {
        presenceAt = LoopWheel.NEVER;
        for (Subscription subscription : session.allSubscriptions()) {
          if (subscription.terms().presence() && subscription.isLive()) {
            presenceAt = nowMillis + presenceInterval();
            flows.subscribe().renewPresence(subscription);
          }
        }
      }
      if (expiryAt <= nowMillis) {
        expiryAt = nowMillis + EXPIRY_MILLIS;
        expire();
      }
    }
    return session.isClosed() ? LoopWheel.NEVER : next();
  }

  /**
   * While nothing is read from a client its pong is not seen: that is so as long as its commands
   * wait for an answer, and as long as it takes what waits for it. It has as long again.
   */
  private boolean isUnheardButAlive(long nowMillis) {
    Outbox outbox = session.outbox();
    boolean moves = outbox.isBackedUp() && outbox.progress() != progressAtPing;
    boolean alive = moves || (session.commands().isFull() && !outbox.isBackedUp());
    if (alive) {
      progressAtPing = outbox.progress();
      pongUntil = nowMillis + config().pongTimeout().toMillis();
    }
    return alive;
  }

  private void stageOver() {
    if (session.state() == Session.State.REFUSED) {
      session.connection().abort();
    } else {
      session.disconnect(Codes.STALE);
    }
  }

  private void ping(long nowMillis) {
    pingAt = nowMillis + config().pingInterval().toMillis();
    if (session.connection().transport().nativePings()) {
      session.connection().nativePing();
    } else {
      session.outbox().ping();
    }
    if (!session.connection().transport().unidirectional()) {
      pongsOwed++;
      pongUntil = nowMillis + config().pongTimeout().toMillis();
      progressAtPing = session.outbox().progress();
    }
  }

  private void expire() {
    flows.refresh().expireConnection(session);
    for (Subscription subscription : List.copyOf(session.allSubscriptions())) {
      if (!session.isClosed()) {
        flows.refresh().expireSubscription(session, subscription);
      }
    }
  }
}
