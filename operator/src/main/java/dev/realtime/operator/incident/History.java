package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.guard.PastAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the runs of a service say about its past, which is all the memory the guards have. */
final class History {
  private static final Duration COUNTED = Duration.ofHours(1);

  private History() {}

  /** Every action carried out or begun, by the operator's own decision. */
  static List<PastAction> of(List<RunbookRun> runs) {
    var past = new ArrayList<PastAction>();
    for (RunbookRun run : runs) {
      RunbookRunStatus status = run.getStatus();
      if (status == null || run.getSpec().trigger() == Trigger.PERSON) {
        continue;
      }
      long generation = status.serviceGeneration() == null ? 0 : status.serviceGeneration();
      for (RunStep step : status.steps()) {
        switch (step.outcome()) {
          case INTENDED, APPLIED, EFFECTIVE, INEFFECTIVE, FAILED ->
              past.add(new PastAction(step.action(), step.intendedAt(), generation));
          case REFUSED, DRY_RUN -> {}
        }
      }
    }
    return past;
  }

  /** Finished runs to be deleted: too many or too old, but none that a guard still counts. */
  static List<RunbookRun> outlived(List<RunbookRun> runs, ServiceView service, Instant now) {
    int most = service.policy().history().runs();
    Duration counted = longestMemory(service);
    Instant oldest = now.minus(Duration.ofDays(service.policy().history().days()));
    List<RunbookRun> finished =
        runs.stream()
            .filter(run -> run.getStatus() != null && run.getStatus().finishedAt() != null)
            .filter(run -> finishedAt(run).isBefore(now.minus(counted)))
            .sorted(Comparator.comparing(History::finishedAt).reversed())
            .toList();
    // Those still counted take their places among the runs that are kept.
    long young =
        runs.stream()
                .filter(run -> run.getStatus() != null && run.getStatus().finishedAt() != null)
                .count()
            - finished.size();
    int kept = (int) Math.max(0, most - young);
    var outlived = new ArrayList<RunbookRun>();
    for (int i = 0; i < finished.size(); i++) {
      if (i >= kept || finishedAt(finished.get(i)).isBefore(oldest)) {
        outlived.add(finished.get(i));
      }
    }
    return outlived;
  }

  /** The budget counts an hour, cool-downs as long as the team says. */
  private static Duration longestMemory(ServiceView service) {
    return Stream.of(Action.values())
        .map(service.policy()::coolDownOf)
        .filter(coolDown -> coolDown.compareTo(COUNTED) > 0)
        .max(Duration::compareTo)
        .orElse(COUNTED);
  }

  private static Instant finishedAt(RunbookRun run) {
    Instant at = run.getStatus().finishedAt();
    return at == null ? Instant.MAX : at;
  }
}
