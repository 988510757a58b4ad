package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the operator may do by itself when the service is in trouble. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.actions) || self.actions.all(a, self.actions.exists_one(b, b.action == a.action))",
    message = "an action may have one policy only")
@ValidationRule(
    value =
        "!has(self.ceilings) || !has(self.emergencyReplicas) || self.emergencyReplicas <= self.ceilings.replicas",
    message = "emergencyReplicas must not be above ceilings.replicas")
@ValidationRule(
    value =
        "!has(self.actions) || !self.actions.exists(a, a.action == 'Escalate' && has(a.mode) && a.mode == 'Off')",
    message =
        "Escalate cannot be Off: somebody must hear of what the runbook could not repair. Use mode: Off for the whole runbook instead")
public record RunbookSpec(
    @JsonPropertyDescription(
            "How much of it: Auto acts, Approve waits for a person, DryRun only records, Off watches.")
        @Default("Auto")
        RunbookMode mode,
    @JsonPropertyDescription("Policies for single actions.") @Size(max = 20) List<ActionPolicy> actions,
    @JsonPropertyDescription("What counts as a symptom, and what as its cause.")
        Thresholds thresholds,
    @JsonPropertyDescription("How much may be done before a person is called.") Budget budget,
    @JsonPropertyDescription("How far resources may be raised.") Ceilings ceilings,
    @JsonPropertyDescription(
            "Replicas of the emergency scale. Left out: 10, or ceilings.replicas where that is less.")
        @Min(1) @Max(1000) Integer emergencyReplicas,
    @JsonPropertyDescription("Times of planned work in which the runbook does not act.")
        @Size(max = 20) List<MaintenanceWindow> maintenanceWindows,
    @JsonPropertyDescription(
            "Whether maintenance mode is turned on when nothing helped. A person is called either way.")
        @Default("false")
        Boolean maintenanceWhenHelpless,
    @JsonPropertyDescription(
            "Whether Redis may be restarted although what it holds would be lost. Only sensible where history is no more than a convenience.")
        @Default("false")
        Boolean acceptRedisDataLoss,
    @JsonPropertyDescription("How added replicas are taken away again.") GiveBack giveBack,
    @JsonPropertyDescription("How long records are kept.") History history) {
  static final int EMERGENCY_REPLICAS = 10;

  public RunbookSpec {
    mode = mode == null ? RunbookMode.AUTO : mode;
    actions = actions == null ? List.of() : List.copyOf(actions);
    thresholds = thresholds == null ? Thresholds.defaults() : thresholds;
    budget =
        budget == null ? new Budget(Budget.ACTIONS_PER_HOUR, Budget.ACTIONS_PER_INCIDENT) : budget;
    ceilings = ceilings == null ? new Ceilings(Ceilings.REPLICAS, null, null, null) : ceilings;
    emergencyReplicas =
        emergencyReplicas == null
            ? Math.min(EMERGENCY_REPLICAS, ceilings.replicas())
            : emergencyReplicas;
    maintenanceWindows = maintenanceWindows == null ? List.of() : List.copyOf(maintenanceWindows);
    maintenanceWhenHelpless = maintenanceWhenHelpless == null ? false : maintenanceWhenHelpless;
    acceptRedisDataLoss = acceptRedisDataLoss == null ? false : acceptRedisDataLoss;
    giveBack =
        giveBack == null
            ? new GiveBack(GiveBack.AFTER_SECONDS, GiveBack.EVERY_SECONDS, GiveBack.REPLICAS)
            : giveBack;
    history = history == null ? new History(History.RUNS, History.DAYS) : history;
  }

  /** The runbook of a service whose spec has none. */
  public static RunbookSpec defaults() {
    return new RunbookSpec(
        RunbookMode.AUTO,
        List.of(),
        Thresholds.defaults(),
        new Budget(Budget.ACTIONS_PER_HOUR, Budget.ACTIONS_PER_INCIDENT),
        new Ceilings(Ceilings.REPLICAS, null, null, null),
        EMERGENCY_REPLICAS,
        List.of(),
        false,
        false,
        new GiveBack(GiveBack.AFTER_SECONDS, GiveBack.EVERY_SECONDS, GiveBack.REPLICAS),
        new History(History.RUNS, History.DAYS));
  }

  /** The mode that counts for an action: the stricter of the runbook's and the action's own. */
  public RunbookMode modeOf(Action action) {
    return policyOf(action).map(ActionPolicy::mode).map(mode::stricter).orElse(mode);
  }

  /** How long the action is not repeated on the same service. */
  public Duration coolDownOf(Action action) {
    return policyOf(action)
        .map(ActionPolicy::coolDownSeconds)
        .map(Duration::ofSeconds)
        .orElse(action.coolDown());
  }

  /** How long the action may take to show its effect. */
  public Duration verifyWithin(Action action) {
    return policyOf(action)
        .map(ActionPolicy::verifySeconds)
        .map(Duration::ofSeconds)
        .orElse(action.verifyWithin());
  }

  private Optional<ActionPolicy> policyOf(Action action) {
    return actions.stream().filter(policy -> policy.action() == action).findFirst();
  }
}
