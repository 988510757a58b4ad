package dev.realtime.operator.status;

/** Types of conditions, with what True means. */
public enum ConditionType {
  /** The service is as its spec says: all pods ready, Redis ready, nothing degraded. */
  READY("Ready"),
  /** At least one pod serves clients. */
  AVAILABLE("Available"),
  /** A rollout is under way. */
  PROGRESSING("Progressing"),
  /** Redis answers. Unknown: it cannot be measured. */
  REDIS_HEALTHY("RedisHealthy"),
  /** Something keeps the service from being as specified; the message has the remedy. */
  DEGRADED("Degraded"),
  /** New clients are refused. */
  MAINTENANCE_MODE("MaintenanceMode"),
  /** The operator leaves the service's objects alone. */
  PAUSED("Paused"),
  /** The number of replicas was set by hand and is left alone. */
  REPLICAS_HELD("ReplicasHeld");

  private final String word;

  ConditionType(String word) {
    this.word = word;
  }

  /** As it stands in the status. */
  public String word() {
    return word;
  }
}
