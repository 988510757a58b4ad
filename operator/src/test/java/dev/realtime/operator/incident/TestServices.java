package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.Budget;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.MaintenanceWindow;
import dev.realtime.api.v1alpha1.runbook.MonitoringSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import java.util.List;

/** Services as tests need them. */
final class TestServices {
  private TestServices() {}

  static RunbookSpec policy(
      RunbookMode mode,
      Ceilings ceilings,
      boolean maintenanceWhenHelpless,
      ActionPolicy... actions) {
    RunbookSpec d = RunbookSpec.defaults();
    return new RunbookSpec(
        mode,
        List.of(actions),
        d.thresholds(),
        d.budget(),
        ceilings,
        d.emergencyReplicas(),
        List.of(),
        maintenanceWhenHelpless,
        false,
        d.giveBack(),
        d.history());
  }

  static RunbookSpec withBudget(RunbookSpec policy, int perHour, int perIncident) {
    return new RunbookSpec(
        policy.mode(),
        policy.actions(),
        policy.thresholds(),
        new Budget(perHour, perIncident),
        policy.ceilings(),
        policy.emergencyReplicas(),
        policy.maintenanceWindows(),
        policy.maintenanceWhenHelpless(),
        policy.acceptRedisDataLoss(),
        policy.giveBack(),
        policy.history());
  }

  static RunbookSpec withWindows(RunbookSpec policy, MaintenanceWindow... windows) {
    return new RunbookSpec(
        policy.mode(),
        policy.actions(),
        policy.thresholds(),
        policy.budget(),
        policy.ceilings(),
        policy.emergencyReplicas(),
        List.of(windows),
        policy.maintenanceWhenHelpless(),
        policy.acceptRedisDataLoss(),
        policy.giveBack(),
        policy.history());
  }

  static ServiceView service(long generation, RunbookSpec policy, Dependency... dependencies) {
    return new ServiceView(
        "default",
        "chat",
        "uid",
        generation,
        false,
        false,
        policy,
        List.of(dependencies),
        MonitoringSpec.defaults(),
        List.of());
  }

  /** Another service of the same name. */
  static ServiceView madeAnew(ServiceView it) {
    return new ServiceView(
        it.namespace(),
        it.name(),
        it.uid() + "-of-another",
        it.generation(),
        it.paused(),
        it.maintenance(),
        it.policy(),
        it.dependencies(),
        it.monitoring(),
        it.receivers());
  }

  static ServiceView paused(ServiceView it) {
    return new ServiceView(
        it.namespace(),
        it.name(),
        it.uid(),
        it.generation(),
        true,
        it.maintenance(),
        it.policy(),
        it.dependencies(),
        it.monitoring(),
        it.receivers());
  }
}
