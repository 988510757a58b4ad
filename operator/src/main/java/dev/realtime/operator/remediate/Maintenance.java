package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.MaintenanceOverride;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import java.util.List;

/** Maintenance mode, on or off. */
final class Maintenance implements Remedy {
  private final boolean on;

  Maintenance(boolean on) {
    this.on = on;
  }

  @Override
  public Action action() {
    return on ? Action.MAINTENANCE_ON : Action.MAINTENANCE_OFF;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    MaintenanceOverride there = context.overrides().maintenance();
    boolean now = there == null ? context.maintenance() : there.enabled();
    return now == on
        ? new Precondition.Impossible("maintenance mode is " + (on ? "on" : "off") + " already")
        : new Precondition.Ready(asked);
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    // Back to what the spec says is no override at all.
    MaintenanceOverride override =
        context.maintenance() == on
            ? null
            : new MaintenanceOverride(
                on,
                step.parameters().message(),
                context.run(),
                step.intendedAt(),
                context.generation());
    return new Change.SetOverrides(Overriding.maintenance(context.overrides(), override));
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    List<Double> pods =
        Windows.latest(context.seen(), Signal.MAINTENANCE, Windows.staleAfter(context.interval()));
    long right = pods.stream().filter(value -> (value > 0) == on).count();
    return !pods.isEmpty() && right == pods.size()
        ? new Effect.Seen("all " + right + " pods have taken it up")
        : new Effect.Pending(right + " of " + pods.size() + " pods have taken it up");
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return on
        ? "create a RunbookRun with procedure MaintenanceOff"
        : "create a RunbookRun with procedure MaintenanceOn";
  }
}
