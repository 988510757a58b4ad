package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.SlowCommand;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Causes that lie in the Redis behind the service. */
final class RedisRules {
  private static final Duration STALE = Duration.ofSeconds(30);

  private RedisRules() {}

  /**
   * Redis does not answer. The operator's own connection decides; the servers' view makes it surer.
   * Where only the servers cannot reach it, Redis itself is well, restarting it would not help, and
   * the finding is left to the rules that follow.
   */
  static Optional<Finding> unreachable(Case it) {
    return it.redis()
        .filter(redis -> !redis.reachable())
        .map(
            redis -> {
              List<Double> seen = Windows.latest(it.seen(), Signal.SERVER_SEES_REDIS, STALE);
              long lost = seen.stream().filter(up -> up < 1).count();
              String servers =
                  seen.isEmpty()
                      ? "the servers' view is not known"
                      : lost + " of " + seen.size() + " servers have lost it";
              String why = "Redis does not answer: " + redis.problem() + "; " + servers;
              return new Finding(
                  Cause.REDIS_UNREACHABLE,
                  !seen.isEmpty() && lost == seen.size() ? 95 : 75,
                  why,
                  List.of(it.evidence("redis", why)),
                  null);
            });
  }

  /** Redis is full: over its bound, evicting, or refusing writes. */
  static Optional<Finding> memory(Case it) {
    return it.redis()
        .filter(RedisFact::reachable)
        .flatMap(redis -> Optional.ofNullable(redis.memory()))
        .filter(
            memory ->
                memory.percent() > it.limits().redisMemoryPercent()
                    || memory.evictedPerSecond() > 0
                    || memory.rejectedPerSecond() > 0)
        .map(
            memory -> {
              String why =
                  String.format(
                      Locale.ROOT,
                      "Redis uses %d of %d bytes (%.0f %%), evicts %.1f keys and refuses %.1f writes"
                          + " per second (policy %s)",
                      memory.usedBytes(),
                      memory.maxBytes(),
                      memory.percent(),
                      memory.evictedPerSecond(),
                      memory.rejectedPerSecond(),
                      memory.policy());
              return new Finding(
                  Cause.REDIS_MEMORY,
                  memory.rejectedPerSecond() > 0 ? 95 : memory.evictedPerSecond() > 0 ? 80 : 60,
                  why,
                  List.of(it.evidence("redis", why)),
                  null);
            });
  }

  /** Redis answers, but slowly. */
  static Optional<Finding> slow(Case it) {
    Optional<RedisFact> redis = it.redis().filter(RedisFact::reachable);
    if (redis.isEmpty()) {
      return Optional.empty();
    }
    double limit = it.limits().redisMillis();
    double servers =
        1000
            * Windows.latest(it.seen(), Signal.SERVER_REDIS_SECONDS, STALE).stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    double own = redis.get().pingMillis();
    if (own <= limit && servers <= limit) {
      return Optional.empty();
    }
    String why =
        String.format(
            Locale.ROOT,
            "Redis answers the operator in %.0f ms and the slowest server in %.0f ms (limit %.0f"
                + " ms)",
            own,
            servers,
            limit);
    var evidence = new ArrayList<Evidence>();
    evidence.add(it.evidence("redis", why));
    if (!redis.get().slowLog().isEmpty()) {
      evidence.add(
          it.evidence(
              "redis slow log",
              redis.get().slowLog().stream()
                  .map(SlowCommand::toString)
                  .collect(Collectors.joining("\n"))));
    }
    return Optional.of(
        new Finding(
            Cause.REDIS_SLOW, own > limit && servers > limit ? 90 : 70, why, evidence, null));
  }
}
