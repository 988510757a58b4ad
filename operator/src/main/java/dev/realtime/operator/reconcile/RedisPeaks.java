package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.status.RedisFigures;
import dev.realtime.api.v1alpha1.status.RedisSlowCommand;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.Memory;
import dev.realtime.operator.signal.RedisFact.SlowCommand;
import dev.realtime.operator.signal.RedisNodes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one Redis as its status shows them: each the {@link Peak} of the last minutes, the
 * slow log as it was at most a minute ago. Used by one thread.
 */
final class RedisPeaks {
  private static final Duration SLOW_LOG_STAYS = Duration.ofMinutes(1);
  private static final int SLOW_LOG_SHOWN = 5;
  private static final int LEAST_MILLIS = 10;
  private static final int LEAST_LAG_SECONDS = 2;

  private final Peak ping;
  private final Peak roundTrip;
  private final Peak lag;
  private final Peak evicted;
  private final Peak rejectedWrites;
  private final Peak rejectedConnections;
  private List<RedisSlowCommand> slowLog;
  private Instant slowLogFrom = Instant.MIN;

  /** Goes on from a status; null: there is none. */
  RedisPeaks(@Nullable RedisStatus written) {
    RedisFigures figures = written == null ? null : written.figures();
    RedisFigures from =
        figures == null ? new RedisFigures(null, null, null, null, null, null) : figures;
    ping = new Peak(LEAST_MILLIS, from.pingMillis());
    roundTrip = new Peak(LEAST_MILLIS, from.roundTripMillis());
    lag = new Peak(LEAST_LAG_SECONDS, from.replicationLagSeconds());
    evicted = new Peak(0, from.evictedPerSecond());
    rejectedWrites = new Peak(0, from.rejectedWritesPerSecond());
    rejectedConnections = new Peak(0, from.rejectedConnectionsPerSecond());
    slowLog = written == null ? List.of() : written.slowLog();
  }

  /** Takes in a Redis that answers. */
  RedisFigures figures(RedisFact redis, Instant at) {
    RedisNodes nodes = redis.nodes();
    Memory memory = redis.memory();
    Integer replicas = nodes.connectedReplicas();
    Double back = nodes.roundTripMillis();
    return new RedisFigures(
        ping.of(redis.pingMillis(), at),
        back == null ? null : roundTrip.of(back, at),
        replicas == null || replicas == 0 ? null : lag.of(nodes.lagSeconds(), at),
        memory == null ? null : evicted.of(memory.evictedPerSecond(), at),
        memory == null ? null : rejectedWrites.of(memory.rejectedPerSecond(), at),
        rejectedConnections.of(nodes.refusedPerSecond(), at));
  }

  /** The newest of these entries, or what was shown last if that is not a minute old. */
  List<RedisSlowCommand> slowLog(List<SlowCommand> newest, Instant at) {
    if (!slowLogFrom.plus(SLOW_LOG_STAYS).isAfter(at)) {
      List<RedisSlowCommand> shown =
          newest.stream().limit(SLOW_LOG_SHOWN).map(RedisPeaks::shown).toList();
      if (!shown.equals(slowLog)) {
        slowLog = shown;
        slowLogFrom = at;
      }
    }
    return slowLog;
  }

  private static RedisSlowCommand shown(SlowCommand entry) {
    return new RedisSlowCommand(entry.at(), entry.micros(), entry.command());
  }
}
