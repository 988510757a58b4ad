package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs as they would stand in the API server. */
final class SampleRuns {
  private SampleRuns() {}

  /** A repair of prod/chat that has called a person. */
  static RunbookRun repair(RunState state, Instant begun, @Nullable Instant finished) {
    var run = new RunbookRun();
    run.setMetadata(
        new ObjectMetaBuilder().withNamespace("prod").withName("chat-1").withUid("u1").build());
    run.setSpec(
        new RunbookRunSpec(
            "chat",
            Procedure.REPAIR,
            Trigger.DETECTION,
            Symptom.SERVICE_DOWN,
            null,
            ActionParameters.none(),
            RunbookMode.AUTO,
            null));
    var escalated =
        new RunStep(
            0,
            Action.ESCALATE,
            ActionParameters.none(),
            StepOutcome.EFFECTIVE,
            begun,
            begun,
            begun,
            null,
            null);
    run.setStatus(
        new RunbookRunStatus(
            1L,
            state,
            "ServiceDown (Unschedulable): a person is needed",
            Cause.UNSCHEDULABLE,
            90,
            List.of(),
            null,
            null,
            List.of(escalated),
            List.of(),
            1L,
            "uid",
            begun,
            begun,
            begun,
            null,
            null,
            finished,
            List.of()));
    return run;
  }
}
