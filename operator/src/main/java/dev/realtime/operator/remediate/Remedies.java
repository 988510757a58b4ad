package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;

/** The remedy of each action. */
public final class Remedies {
  private Remedies() {}

  /** How an action is done. */
  public static Remedy of(Action action) {
    return switch (action) {
      case MAINTENANCE_ON -> new Maintenance(true);
      case MAINTENANCE_OFF -> new Maintenance(false);
      case RESTART -> new Restart();
      case SCALE_UP, EMERGENCY_SCALE -> new ReplicaFloor(action);
      case ROLLBACK, RESTORE_CONFIGURATION -> new ReturnToRevision(action);
      case RESTART_REDIS -> new RestartRedis();
      case RAISE_REDIS_MEMORY -> new RaiseRedisMemory();
      case RAISE_LIMIT -> new RaiseLimit();
      case CAP_CONCURRENCY, CACHE_RESPONSES, OPEN_CIRCUIT -> new RelieveDependency(action);
      case GIVE_BACK -> new GiveBack();
      case ESCALATE -> new Escalate();
    };
  }
}
