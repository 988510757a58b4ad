package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.status.RedisFigures;
import dev.realtime.api.v1alpha1.status.RedisNodeStatus;
import dev.realtime.api.v1alpha1.status.RedisSlowCommand;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.api.v1alpha1.status.RedisVerdict;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisNodes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns readings of one Redis into its status. Figures in it are rounded, and what comes and goes
 * (evictions, refusals) is held for a minute, so that the status is written when something has
 * changed, and not with every reading. Used by one thread.
 */
final class RedisAssessment {
  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final int STEP = 5;
  private static final int MUCH_MEMORY = 90;
  private static final double LONG_LAG_SECONDS = 10;

  private @Nullable Instant evicted;
  private @Nullable Instant rejected;
  private @Nullable Instant refused;
  private @Nullable Integer memoryPercent;
  private final RedisPeaks peaks;

  /**
   * Goes on from a status, whose figures stay for as long as they would have.
   *
   * @param written that status; null: none
   */
  RedisAssessment(@Nullable RedisStatus written) {
    this.memoryPercent = written == null ? null : written.memoryPercent();
    this.peaks = new RedisPeaks(written);
  }

  RedisStatus of(Fact<RedisFact> fact) {
    return switch (fact) {
      case Fact.Unknown<RedisFact>(String why, Instant _) ->
          RedisStatus.only(RedisVerdict.UNKNOWN, cut(why, 1024));
      case Fact.Known<RedisFact>(RedisFact redis, Instant at) -> of(redis, at);
    };
  }

  private RedisStatus of(RedisFact redis, Instant at) {
    RedisNodes nodes = redis.nodes();
    List<RedisNodeStatus> shown =
        nodes.nodes().stream().limit(50).map(RedisAssessment::node).toList();
    if (!redis.reachable()) {
      return new RedisStatus(
          RedisVerdict.UNREACHABLE,
          cut(String.valueOf(redis.problem()), 1024),
          nodes.master(),
          null,
          null,
          null,
          List.of(),
          shown);
    }
    Integer percent = percent(redis.memory());
    RedisFigures figures = peaks.figures(redis, at);
    List<RedisSlowCommand> slowLog = peaks.slowLog(redis.slowLog(), at);
    if (nodes.roundTripProblem() != null && !nodes.roundTripProblem().contains("NOPERM")) {
      return new RedisStatus(
          RedisVerdict.UNREACHABLE,
          cut("Redis answers, but pub/sub does not: " + nodes.roundTripProblem(), 1024),
          nodes.master(),
          nodes.connectedReplicas(),
          percent,
          figures,
          slowLog,
          shown);
    }
    List<String> troubles = troubles(redis, at, percent);
    return new RedisStatus(
        troubles.isEmpty() ? RedisVerdict.HEALTHY : RedisVerdict.DEGRADED,
        troubles.isEmpty() ? null : cut(String.join("; ", troubles), 1024),
        nodes.master(),
        nodes.connectedReplicas(),
        percent,
        figures,
        slowLog,
        shown);
  }

  private List<String> troubles(RedisFact redis, Instant at, @Nullable Integer percent) {
    List<String> troubles = new ArrayList<>();
    RedisNodes nodes = redis.nodes();
    if (nodes.problem() != null) {
      troubles.add(nodes.problem());
    }
    nodes.nodes().stream()
        .filter(node -> node.problem() != null)
        .forEach(node -> troubles.add(node.address() + " does not answer: " + node.problem()));
    Integer wanted = nodes.wantedReplicas();
    Integer connected = nodes.connectedReplicas();
    if (wanted != null && connected != null && connected < wanted) {
      troubles.add("%d of %d replicas are in sync".formatted(connected, wanted));
    }
    if (nodes.lagSeconds() > LONG_LAG_SECONDS) {
      troubles.add("a replica lags behind by more than %.0f s".formatted(LONG_LAG_SECONDS));
    }
    if (percent != null && percent >= MUCH_MEMORY) {
      troubles.add("memory is at %d %% of maxmemory".formatted(percent));
    }
    RedisFact.Memory memory = redis.memory();
    evicted = memory != null && memory.evictedPerSecond() > 0 ? at : evicted;
    rejected = memory != null && memory.rejectedPerSecond() > 0 ? at : rejected;
    refused = nodes.refusedPerSecond() > 0 ? at : refused;
    if (recent(evicted, at)) {
      troubles.add("keys are evicted for lack of memory");
    }
    if (recent(rejected, at)) {
      troubles.add("writes are refused for lack of memory");
    }
    if (recent(refused, at)) {
      troubles.add("connections are refused: maxclients is reached");
    }
    if (redis.persistence() != null && !redis.persistence().appendOnlyOk()) {
      troubles.add("the append-only file cannot be written");
    }
    return troubles;
  }

  private static boolean recent(@Nullable Instant last, Instant at) {
    return last != null && last.plus(HOLD).isAfter(at);
  }

  /** Rounded to steps of 5, and left at a step until it is well past the middle to the next. */
  private @Nullable Integer percent(RedisFact.@Nullable Memory memory) {
    if (memory == null || memory.maxBytes() <= 0) {
      return null;
    }
    Integer before = memoryPercent;
    if (before == null || Math.abs(memory.percent() - before) > STEP * 0.8) {
      memoryPercent = (int) Math.round(memory.percent() / STEP) * STEP;
    }
    return memoryPercent;
  }

  private static RedisNodeStatus node(RedisNodes.Node node) {
    return new RedisNodeStatus(
        node.address(),
        node.role(),
        node.problem() == null ? RedisVerdict.HEALTHY : RedisVerdict.UNREACHABLE,
        node.problem() == null ? null : cut(node.problem(), 512));
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }
}
