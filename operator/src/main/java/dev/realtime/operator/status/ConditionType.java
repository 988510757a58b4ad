package dev.realtime.operator.status;

/** Types of conditions, with what True means. */
public enum ConditionType {
  READY(
      "Ready",
      "The service is as its spec says: all pods ready, those of a managed Redis too, nothing"
          + " degraded. Whether Redis answers is RedisHealthy: servers serve without it."),
  AVAILABLE("Available", "At least one pod serves clients."),
  PROGRESSING("Progressing", "A rollout is under way."),
  REDIS_HEALTHY("RedisHealthy", "Redis answers. Unknown: it cannot be measured."),
  DEGRADED(
      "Degraded",
      "Something keeps the service from being as specified; the message has the remedy."),
  MAINTENANCE_MODE("MaintenanceMode", "New clients are refused."),
  PAUSED("Paused", "The operator leaves the service's objects alone."),
  REPLICAS_HELD("ReplicasHeld", "The number of replicas was set by hand and is left alone.");

  private final String word;
  private final String meaning;

  ConditionType(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** As it stands in the status. */
  public String word() {
    return word;
  }

  /** What it says of the service, in a sentence. */
  public String meaning() {
    return meaning;
  }
}
