package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * What the runbook can do. Each action states what it does, how long to leave the service alone
 * after it ({@link #coolDown}), and how long its effect may take to show ({@link #verifyWithin}).
 */
public enum Action {
  @JsonProperty("MaintenanceOn")
  MAINTENANCE_ON("MaintenanceOn", "turn clients away politely", Kind.DISRUPTIVE, 300, 120),
  @JsonProperty("MaintenanceOff")
  MAINTENANCE_OFF("MaintenanceOff", "let clients in again", Kind.GENTLE, 60, 120),
  @JsonProperty("Restart")
  RESTART("Restart", "replace the pods, new ones first", Kind.ROLLING, 600, 300),
  @JsonProperty("ScaleUp")
  SCALE_UP("ScaleUp", "add replicas", Kind.GENTLE, 120, 180),
  @JsonProperty("EmergencyScale")
  EMERGENCY_SCALE("EmergencyScale", "go to the emergency replica count", Kind.GENTLE, 600, 180),
  @JsonProperty("Rollback")
  ROLLBACK("Rollback", "return to the last known good revision", Kind.ROLLING, 1800, 300),
  @JsonProperty("RestoreConfiguration")
  RESTORE_CONFIGURATION(
      "RestoreConfiguration",
      "return to the last known good configuration, keeping the image",
      Kind.ROLLING,
      600,
      300),
  @JsonProperty("RestartRedis")
  RESTART_REDIS("RestartRedis", "restart the managed Redis", Kind.TOUCHES_DATA, 600, 120),
  @JsonProperty("RaiseRedisMemory")
  RAISE_REDIS_MEMORY(
      "RaiseRedisMemory", "give the managed Redis more memory", Kind.TOUCHES_DATA, 180, 180),
  @JsonProperty("RaiseLimit")
  RAISE_LIMIT("RaiseLimit", "raise the CPU or memory limit of the pods", Kind.ROLLING, 300, 300),
  @JsonProperty("CapConcurrency")
  CAP_CONCURRENCY(
      "CapConcurrency", "cap the calls in flight towards a dependency", Kind.GENTLE, 300, 120),
  @JsonProperty("CacheResponses")
  CACHE_RESPONSES(
      "CacheResponses", "answer proxied calls from a short cache", Kind.GENTLE, 300, 120),
  @JsonProperty("OpenCircuit")
  OPEN_CIRCUIT("OpenCircuit", "stop calling a failing dependency", Kind.DISRUPTIVE, 300, 120),
  @JsonProperty("GiveBack")
  GIVE_BACK("GiveBack", "remove one step of what was scaled up", Kind.GENTLE, 0, 120),
  @JsonProperty("Escalate")
  ESCALATE("Escalate", "call a person, with the evidence", Kind.TALK, 0, 0);

  /** What an action may cost, which decides the guards that stand before it. */
  public enum Kind {
    /** Adds or relieves; nobody is disconnected by it. */
    GENTLE,
    /** Replaces pods; waits for a rollout in progress. */
    ROLLING,
    /** Takes something away from clients. */
    DISRUPTIVE,
    /** Could lose data if done at the wrong moment; refused unless proven safe. */
    TOUCHES_DATA,
    /** Changes nothing. */
    TALK
  }

  private final String text;
  private final String explanation;
  private final Kind kind;
  private final Duration coolDown;
  private final Duration verifyWithin;

  Action(String text, String explanation, Kind kind, int coolDownSeconds, int verifySeconds) {
    this.text = text;
    this.explanation = explanation;
    this.kind = kind;
    this.coolDown = Duration.ofSeconds(coolDownSeconds);
    this.verifyWithin = Duration.ofSeconds(verifySeconds);
  }

  /** The name as written in YAML, metrics and notifications. */
  public String text() {
    return text;
  }

  /** An imperative clause that says what is done. */
  public String explanation() {
    return explanation;
  }

  /** What the action may cost. */
  public Kind kind() {
    return kind;
  }

  /** Default time during which the same action is not repeated on the same service. */
  public Duration coolDown() {
    return coolDown;
  }

  /** Default time within which the symptom must be gone for the action to count as a success. */
  public Duration verifyWithin() {
    return verifyWithin;
  }

  @Override
  public String toString() {
    return text;
  }
}
