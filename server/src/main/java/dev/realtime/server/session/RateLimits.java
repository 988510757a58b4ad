package dev.realtime.server.session;

import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.config.LimitsConfig;
import dev.realtime.server.message.Command;
import dev.realtime.server.metrics.Rejection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rates of commands and publications: of a connection, of a user and of a channel. Buckets exist
 * only for what is limited and was used in the last seconds; {@link #sweep} forgets the rest.
 */
public final class RateLimits {
  private final LongSupplier nanoTime;
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

  /** No bucket yet. */
  public RateLimits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The limit that a command meets; null if it meets none. */
  @Nullable Rejection command(Session session, Command.Request request) {
    LimitsConfig limits = session.live().config().limits();
    if (!take("c" + session.id(), limits.commandsPerConnection())) {
      return Rejection.RATE_PER_CONNECTION;
    }
    if (!session.user().isEmpty() && !take("u" + session.user(), limits.commandsPerUser())) {
      return Rejection.RATE_PER_USER;
    }
    if (request instanceof Command.Publish
        && !take("p" + session.id(), limits.publishesPerConnection())) {
      return Rejection.RATE_PER_CONNECTION;
    }
    return null;
  }

  /** Whether one more publication may go into a channel through this node. */
  public boolean publish(String channel, ChannelOptions options) {
    return take("n" + channel, options.publishRate());
  }

  private boolean take(String key, int perSecond) {
    if (perSecond == 0) {
      return true;
    }
    long now = nanoTime.getAsLong();
    return buckets
        .computeIfAbsent(key, _ -> new TokenBucket(perSecond, now))
        .take(perSecond, perSecond, now);
  }

  /** Forgets what was not used of late. Called every few seconds. */
  public void sweep() {
    long now = nanoTime.getAsLong();
    buckets.values().removeIf(bucket -> bucket.isIdle(now));
  }
}
