package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes runs; their names tell the same trouble from new trouble. */
final class Runs {
  private Runs() {}

  /**
   * The run that repairs a symptom that fired at a time. A new generation of the spec ends the run
   * and, if the symptom stays, begins another: hence the generation in the name.
   */
  static RunbookRun repair(ServiceView service, Symptom symptom, Instant firedAt, Trigger trigger) {
    return run(
        service,
        service.name()
            + "-"
            + symptom.text().toLowerCase(Locale.ROOT)
            + "-"
            + stamp(firedAt)
            + "-"
            + service.generation(),
        Procedure.REPAIR,
        trigger,
        symptom,
        symptom.explanation());
  }

  /** The run that gives back replicas added since a time. */
  static RunbookRun giveBack(ServiceView service, Instant steppedAt) {
    return run(
        service,
        service.name() + "-giveback-" + stamp(steppedAt),
        Procedure.GIVE_BACK,
        Trigger.DETECTION,
        null,
        "the service has been well for long enough");
  }

  /** Whether a run is about this service, and not about one of the same name before it. */
  static boolean isOf(ServiceView service, RunbookRun run) {
    String uid = run.getStatus() == null ? null : run.getStatus().serviceUid();
    return uid == null || uid.equals(service.uid());
  }

  /** The same run with another status. */
  static RunbookRun with(RunbookRun run, RunbookRunStatus status) {
    var copy = new RunbookRun();
    copy.setMetadata(run.getMetadata());
    copy.setSpec(run.getSpec());
    copy.setStatus(status);
    return copy;
  }

  private static RunbookRun run(
      ServiceView service,
      String name,
      Procedure procedure,
      Trigger trigger,
      @Nullable Symptom symptom,
      String reason) {
    var run = new RunbookRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(service.namespace())
            .withName(name)
            .withLabels(Map.of(RunbookRun.SERVICE_LABEL, service.name()))
            .build());
    run.setSpec(
        new RunbookRunSpec(
            service.name(),
            procedure,
            trigger,
            symptom,
            reason,
            ActionParameters.none(),
            RunbookMode.AUTO,
            null));
    return run;
  }

  private static String stamp(Instant at) {
    return Long.toString(at.getEpochSecond(), Character.MAX_RADIX);
  }
}
