package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.LimitOverride;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.WorkloadFact;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A higher CPU or memory limit for the server's container, never above its ceiling. */
final class RaiseLimit implements Remedy {
  @Override
  public Action action() {
    return Action.RAISE_LIMIT;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    if (asked.memory() == null && asked.cpu() == null) {
      return new Precondition.Impossible("parameters.memory or parameters.cpu must say what to");
    }
    Optional<WorkloadFact> workload = context.facts().workload().value();
    if (workload.isEmpty()) {
      return new Precondition.Unknown("the limits that hold are not known");
    }
    String tooMuch =
        beyond("memory", asked.memory(), context.policy().ceilings().memory())
            + beyond("cpu", asked.cpu(), context.policy().ceilings().cpu());
    if (!tooMuch.isEmpty()) {
      return new Precondition.Impossible(tooMuch.strip());
    }
    return raises(asked.memory(), workload.get().memoryLimit())
            || raises(asked.cpu(), workload.get().cpuLimit())
        ? new Precondition.Ready(asked)
        : new Precondition.Impossible("the limits are as high already");
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    LimitOverride there = context.overrides().limits();
    Quantity memory = step.parameters().memory();
    Quantity cpu = step.parameters().cpu();
    return new Change.SetOverrides(
        Overriding.limits(
            context.overrides(),
            new LimitOverride(
                memory == null && there != null ? there.memory() : memory,
                cpu == null && there != null ? there.cpu() : cpu,
                context.run(),
                step.intendedAt(),
                context.generation())));
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    boolean raised =
        context
            .facts()
            .workload()
            .is(
                workload ->
                    !raises(step.parameters().memory(), workload.memoryLimit())
                        && !raises(step.parameters().cpu(), workload.cpuLimit()));
    return raised
        ? Rollouts.finished(context, step)
        : new Effect.Pending("the pods do not have it yet");
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "set spec.resources: a new generation drops the override";
  }

  private static boolean raises(@Nullable Quantity to, @Nullable Double from) {
    return to != null && from != null && Quantities.value(to) > from;
  }

  private static String beyond(String what, @Nullable Quantity wanted, @Nullable Quantity ceiling) {
    if (wanted == null) {
      return "";
    }
    String field = "spec.runbook.ceilings." + what;
    if (ceiling == null) {
      return field + " is not set. ";
    }
    return Quantities.value(wanted) > Quantities.value(ceiling)
        ? wanted + " is above " + field + " (" + ceiling + "). "
        : "";
  }
}
