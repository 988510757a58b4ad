package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.NotificationEvent;
import dev.realtime.api.v1alpha1.runbook.NotificationReceiver;
import dev.realtime.api.v1alpha1.runbook.Plan;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.diagnose.Diagnosis;
import dev.realtime.operator.guard.Decision;
import java.util.List;
import java.util.stream.Collectors;

/** The sentence that tells a stranger where a run stands. */
final class Summaries {
  private Summaries() {}

  static String planned(Symptom symptom, Diagnosis diagnosis, List<PlannedAction> ladder) {
    String first = symptom + " because " + diagnosis.leading().why();
    return first
        + ". Plan: "
        + ladder.stream().map(rung -> rung.action().text()).collect(Collectors.joining(", then "));
  }

  static String running(RunInput in, PlannedAction planned) {
    return what(in) + ": " + planned.action().explanation() + ", because " + planned.why();
  }

  static String verifying(RunInput in, RunStep step) {
    return what(in)
        + ": did "
        + step.action()
        + ", watching for its effect for "
        + in.service().policy().verifyWithin(step.action()).toSeconds()
        + " s";
  }

  static String escalated(RunInput in) {
    Plan plan = in.status().plan();
    String why = plan == null ? "" : plan.actions().getLast().why();
    return what(in)
        + ": a person is needed. "
        + why
        + (HelplessMaintenance.begun(in)
            ? ". Clients are turned away until a RunbookRun with procedure MaintenanceOff or a new"
                + " spec lets them in"
            : "");
  }

  /** Who is to hear of it. Whether they do is not known when it is written. */
  static String called(RunInput in) {
    String receivers =
        in.service().receivers().stream()
            .filter(receiver -> receiver.hears(NotificationEvent.ESCALATED))
            .map(NotificationReceiver::name)
            .collect(Collectors.joining(", "));
    return receivers.isEmpty()
        ? "a person is needed; spec.notifications has nobody to tell"
        : "a person is needed; to be told: " + receivers;
  }

  static String awaitingApproval(RunInput in, PlannedAction planned) {
    Plan plan = in.status().plan();
    return what(in)
        + ": "
        + planned.action()
        + " waits for approval of plan "
        + (plan == null ? "" : plan.hash())
        + " (set spec.approval.plan and spec.approval.by)";
  }

  static String held(RunInput in, PlannedAction planned, Decision.Hold hold) {
    return what(in)
        + ": "
        + planned.action()
        + " is held back ("
        + hold.guard()
        + "): "
        + hold.reason()
        + (hold.until() == null ? "" : ", until " + hold.until());
  }

  /** Symptom and cause, or the procedure. */
  static String what(RunInput in) {
    if (!in.repair()) {
      return in.run().getSpec().procedure().toString();
    }
    Cause cause = in.status().cause();
    return in.run().getSpec().symptom() + (cause == null ? "" : " (" + cause + ")");
  }
}
