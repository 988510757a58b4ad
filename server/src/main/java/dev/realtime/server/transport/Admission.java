package dev.realtime.server.transport;

import dev.realtime.server.config.LimitsConfig;
import dev.realtime.server.config.MaintenanceConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.health.Finding;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.metrics.Rejection;
import dev.realtime.server.metrics.RequestKind;
import dev.realtime.server.metrics.ServerMetrics;
import dev.realtime.server.session.SessionRegistry;
import dev.realtime.server.session.TokenBucket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether the node takes one more client. Refusals are cheap: an HTTP answer with {@code
 * Retry-After}, before any session exists. Safe for use by several threads.
 */
public final class Admission {
  private final Supplier<ServerConfig> config;
  private final SessionRegistry registry;
  private final ServerMetrics metrics;
  private final BooleanSupplier maintenance;
  private final BooleanSupplier accepting;
  private final Supplier<Duration> lag;
  private final BooleanSupplier memoryShort;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final TokenBucket rate;
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * What it asks.
   *
   * @param maintenance whether maintenance is on
   * @param accepting whether the node is not draining
   * @param lag of the event loops that has stood for a while
   * @param memoryShort whether heap or direct memory is nearly used up
   * @param random spreads Retry-After
   */
  public Admission(
      Supplier<ServerConfig> config,
      SessionRegistry registry,
      ServerMetrics metrics,
      BooleanSupplier maintenance,
      BooleanSupplier accepting,
      Supplier<Duration> lag,
      BooleanSupplier memoryShort,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.config = config;
    this.registry = registry;
    this.metrics = metrics;
    this.maintenance = maintenance;
    this.accepting = accepting;
    this.lag = lag;
    this.memoryShort = memoryShort;
    this.nanoTime = nanoTime;
    this.random = random;
    this.rate = new TokenBucket(burst(config.get().limits()), nanoTime.getAsLong());
  }

  /** What was decided. */
  sealed interface Decision {}

  /**
   * The client is taken.
   *
   * @param giveBack to be run once when its socket is closed, whatever the configuration is by then
   */
  record Place(Runnable giveBack) implements Decision {}

  /**
   * A refusal.
   *
   * @param status HTTP status: 503 for the node's sake, 429 for the client's
   * @param retryAfterSeconds what Retry-After says
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Refusal(int status, long retryAfterSeconds, String contentType, byte[] body)
      implements Decision {}

  private static final Place UNCOUNTED = new Place(() -> {});

  /** Decides. */
  Decision admit(String address) {
    ServerConfig now = config.get();
    LimitsConfig limits = now.limits();
    if (maintenance.getAsBoolean()) {
      MaintenanceConfig how = now.maintenance();
      count(Rejection.MAINTENANCE);
      return new Refusal(
          503,
          spread(how.retryAfter()),
          how.bodyType(),
          how.body().getBytes(StandardCharsets.UTF_8));
    }
    Rejection reason = nodeWide(limits);
    if (reason != null) {
      count(reason);
      return refusal(503, limits, reason);
    }
    if (limits.connectionsPerIp() <= 0) {
      return UNCOUNTED;
    }
    if (byAddress.merge(address, 1, Integer::sum) > limits.connectionsPerIp()) {
      release(address);
      count(Rejection.CONNECTIONS_PER_IP);
      return refusal(429, limits, Rejection.CONNECTIONS_PER_IP);
    }
    return new Place(() -> release(address));
  }

  private @Nullable Rejection nodeWide(LimitsConfig limits) {
    if (!accepting.getAsBoolean()) {
      return Rejection.DRAINING;
    }
    Rejection full = full(limits);
    if (full != null) {
      return full;
    } else if (lag.get().compareTo(limits.shedLag()) > 0) {
      return Rejection.LOOP_LAG;
    } else if (limits.connectRate() > 0
        && !rate.take(limits.connectRate(), burst(limits), nanoTime.getAsLong())) {
      return Rejection.CONNECT_RATE;
    }
    return null;
  }

  private static double burst(LimitsConfig limits) {
    return Math.max(1, limits.connectBurst() > 0 ? limits.connectBurst() : limits.connectRate());
  }

  private Refusal refusal(int status, LimitsConfig limits, Rejection reason) {
    String body = "{\"error\":\"" + reason.label() + "\"}";
    return new Refusal(
        status,
        spread(limits.retryAfter()),
        "application/json",
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** Up to twice as long, so that those refused together do not come back together. */
  private long spread(Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.toSeconds());
    return seconds + random.nextLong(seconds + 1);
  }

  /** What a request is told that is refused for the node's sake, in seconds. */
  public long retryAfterSeconds() {
    return spread(config.get().limits().retryAfter());
  }

  private void count(Rejection reason) {
    metrics.rejected(reason);
    metrics.request(
        RequestKind.HANDSHAKE,
        reason == Rejection.CONNECTIONS_PER_IP || reason == Rejection.ORIGIN
            ? Outcome.CLIENT_ERROR
            : Outcome.REFUSED);
  }

  /** Counts a client refused for its origin. */
  void refusedOrigin() {
    count(Rejection.ORIGIN);
  }

  private void release(String address) {
    byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Why there is no room; null if there is. */
  private @Nullable Rejection full(LimitsConfig limits) {
    if (registry.count() >= limits.connections()) {
      return Rejection.CONNECTIONS;
    }
    return memoryShort.getAsBoolean() ? Rejection.MEMORY : null;
  }

  /**
   * The check for readiness. Lag is none of its reasons: it passes with the next second, and nodes
   * taken out of service one after the other leave their load to those that are left.
   */
  public Finding room() {
    LimitsConfig limits = config.get().limits();
    Map<String, Object> details =
        Map.of("connections", registry.count(), "limit", limits.connections());
    Rejection reason = full(limits);
    return reason == null
        ? Finding.up(details)
        : Finding.down(
            "no room for more clients: "
                + (reason == Rejection.MEMORY
                    ? "memory is short"
                    : "as many are connected as may be"),
            details);
  }

  /** The check for {@code /health} of the event loops' lag. */
  public Finding lag() {
    Duration standing = lag.get();
    Duration most = config.get().limits().shedLag();
    Map<String, Object> details =
        Map.of("standingMillis", standing.toMillis(), "limitMillis", most.toMillis());
    return standing.compareTo(most) > 0
        ? Finding.degraded("the event loops lag behind: new clients get 503", details)
        : Finding.up(details);
  }
}
