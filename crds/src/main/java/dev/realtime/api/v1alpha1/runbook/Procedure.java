package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** What a run is about: the repair of a symptom, or one procedure of the runbook. */
public enum Procedure {
  /** Diagnose and work the ladder. Created by the operator when a symptom fires. */
  @JsonProperty("Repair")
  REPAIR(null),
  @JsonProperty("MaintenanceOn")
  MAINTENANCE_ON(Action.MAINTENANCE_ON),
  @JsonProperty("MaintenanceOff")
  MAINTENANCE_OFF(Action.MAINTENANCE_OFF),
  @JsonProperty("Restart")
  RESTART(Action.RESTART),
  @JsonProperty("ScaleUp")
  SCALE_UP(Action.SCALE_UP),
  @JsonProperty("EmergencyScale")
  EMERGENCY_SCALE(Action.EMERGENCY_SCALE),
  @JsonProperty("GiveBack")
  GIVE_BACK(Action.GIVE_BACK),
  @JsonProperty("Rollback")
  ROLLBACK(Action.ROLLBACK),
  @JsonProperty("RestoreConfiguration")
  RESTORE_CONFIGURATION(Action.RESTORE_CONFIGURATION),
  @JsonProperty("RestartRedis")
  RESTART_REDIS(Action.RESTART_REDIS),
  @JsonProperty("RaiseRedisMemory")
  RAISE_REDIS_MEMORY(Action.RAISE_REDIS_MEMORY),
  @JsonProperty("RaiseLimit")
  RAISE_LIMIT(Action.RAISE_LIMIT),
  @JsonProperty("CapConcurrency")
  CAP_CONCURRENCY(Action.CAP_CONCURRENCY),
  @JsonProperty("CacheResponses")
  CACHE_RESPONSES(Action.CACHE_RESPONSES),
  @JsonProperty("OpenCircuit")
  OPEN_CIRCUIT(Action.OPEN_CIRCUIT);

  private final @Nullable Action action;

  Procedure(@Nullable Action action) {
    this.action = action;
  }

  /** The single action of a procedure; null for {@link #REPAIR}, whose actions come from a plan. */
  public @Nullable Action action() {
    return action;
  }

  /** The name as written in YAML and in records. */
  @Override
  public String toString() {
    return action == null ? "Repair" : action.text();
  }
}
