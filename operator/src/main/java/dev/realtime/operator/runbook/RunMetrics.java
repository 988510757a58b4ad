package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.incident.ServiceView;
import dev.realtime.operator.notify.Outbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts incidents and actions by kind and outcome, and times detection, action and recovery. By
 * symptom and action alone, not by service: those are in the records, and would be without bound.
 *
 * <p>Counters are there from the start, at zero: Prometheus sees no increase in a series that
 * begins at one, and an alert on the first escalation would never fire.
 */
public final class RunMetrics implements RunListener {
  private static final Duration[] BUCKETS =
      List.of(1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600).stream()
          .map(Duration::ofSeconds)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  /** Registers every counter. */
  public RunMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (RunMeter meter : RunMeter.ALL) {
      if (meter.kind() == RunMeter.Kind.COUNTER) {
        meter.combinations().forEach(tags -> counter(meter, tags));
      }
    }
  }

  @Override
  public void changed(ServiceView service, @Nullable RunbookRunStatus before, RunbookRun run) {
    RunbookRunStatus now = run.getStatus();
    String symptom = run.getSpec().symptom() == null ? "none" : run.getSpec().symptom().text();
    if (before == null) {
      timer(RunMeter.DETECT, symptom, now.suspectedAt(), now.detectedAt());
    }
    if (now.actedAt() != null && (before == null || before.actedAt() == null)) {
      timer(RunMeter.ACT, symptom, now.detectedAt(), now.actedAt());
    }
    if (now.finishedAt() != null && (before == null || before.finishedAt() == null)) {
      timer(RunMeter.RECOVER, symptom, now.detectedAt(), now.recoveredAt());
      count(RunMeter.RUNS, "symptom", symptom, "outcome", RunMeter.lower(now.state()));
    }
    if (now.state() == RunState.ESCALATED
        && (before == null || before.state() != RunState.ESCALATED)) {
      count(RunMeter.ESCALATIONS, "symptom", symptom);
    }
    steps(before, now);
    List<Refusal> known = before == null ? List.of() : before.refusals();
    now.refusals().stream()
        .filter(refusal -> !known.contains(refusal))
        .forEach(
            refusal ->
                count(
                    RunMeter.REFUSALS,
                    "guard",
                    refusal.guard(),
                    "action",
                    refusal.action().text()));
  }

  /** A notification has been delivered, or never will be. */
  public void notified(Outbox.Outcome outcome) {
    count(RunMeter.NOTIFICATIONS, "outcome", RunMeter.lower(outcome));
  }

  private void steps(@Nullable RunbookRunStatus before, RunbookRunStatus now) {
    for (int i = 0; i < now.steps().size(); i++) {
      RunStep step = now.steps().get(i);
      boolean was = before != null && before.steps().size() > i && before.steps().get(i).finished();
      if (step.finished() && !was) {
        count(
            RunMeter.ACTIONS,
            "action",
            step.action().text(),
            "outcome",
            RunMeter.lower(step.outcome()));
      }
    }
  }

  private void timer(RunMeter meter, String symptom, @Nullable Instant from, @Nullable Instant to) {
    if (from == null || to == null || to.isBefore(from)) {
      return;
    }
    Timer.builder(meter.text())
        .description(meter.description())
        .tag("symptom", symptom)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(Duration.between(from, to));
  }

  private void count(RunMeter meter, String... tags) {
    counter(meter, tags).increment();
  }

  private Counter counter(RunMeter meter, String... tags) {
    return Counter.builder(meter.text())
        .description(meter.description())
        .tags(tags)
        .register(registry);
  }
}
