package dev.realtime.operator.guard;

import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.Persistence;
import dev.realtime.operator.signal.RedisFact.RedisPod;

/** Whether Redis may be restarted without losing what it holds. */
final class DataSafety {
  private static final String NAME = "data-safety";

  private DataSafety() {}

  static Decision decide(Fact<RedisFact> fact, boolean lossAccepted) {
    return switch (fact) {
      case Fact.Unknown<RedisFact>(String why, var _) ->
          new Decision.Hold(NAME, "it is not known what Redis holds: " + why, null);
      case Fact.Known<RedisFact>(RedisFact redis, var _) -> decide(redis, lossAccepted);
    };
  }

  private static Decision decide(RedisFact redis, boolean lossAccepted) {
    if (!redis.managed()) {
      return refuse("Redis is not managed by this resource");
    }
    if (redis.pods().stream().anyMatch(RedisPod::terminating)) {
      return new Decision.Hold(NAME, "a pod of Redis is being replaced already", null);
    }
    Persistence persistence = redis.persistence();
    if (lossAccepted || holdsNothing(redis)) {
      return new Decision.Allow();
    }
    if (persistence == null) {
      return refuse(
          "it is not known whether Redis writes its data to disk: it has not answered yet while"
              + " somebody looked");
    }
    if (persistence.loading()) {
      return new Decision.Hold(
          NAME, "Redis is reading its data set in; a restart begins anew", null);
    }
    if (!persistence.appendOnly()) {
      return refuse(
          "Redis keeps no append-only file, so a restart would lose what was written since the last"
              + " snapshot (spec.runbook.acceptRedisDataLoss would allow it)");
    }
    if (!persistence.appendOnlyOk()) {
      return refuse("the last write of Redis' append-only file failed");
    }
    if (redis.pods().isEmpty() || !redis.pods().stream().allMatch(RedisPod::persistentVolume)) {
      return refuse("the data of Redis is not on a persistent volume");
    }
    return new Decision.Allow();
  }

  /** Empty, or not running at all: what a dead process held in memory is gone already. */
  private static boolean holdsNothing(RedisFact redis) {
    if (!redis.reachable()) {
      return !redis.pods().isEmpty() && redis.pods().stream().noneMatch(RedisPod::running);
    }
    Persistence persistence = redis.persistence();
    return persistence != null && !persistence.loading() && persistence.keys() == 0;
  }

  private static Decision refuse(String reason) {
    return new Decision.Refuse(NAME, reason);
  }
}
