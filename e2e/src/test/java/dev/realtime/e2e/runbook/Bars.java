package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.Thresholds;
import java.time.Duration;
import java.time.Instant;

/**
 * The bars of the runbook's times: detected within the hold time and one interval of 5 s, acted
 * within 2 s of the decision. The record itself has the times. The operator has the second in its
 * own hands, so it is asserted as it stands. The first hangs on the machine, too: it is printed for
 * each row as met or missed, from the fault itself, and what is asserted leaves room for two cores
 * that have other work to do.
 */
final class Bars {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration TO_ACT = Duration.ofSeconds(2);
  private static final Duration NOISE = Duration.ofSeconds(10);

  private Bars() {}

  /** Fails where the run was slower than the bars and the noise allow. */
  static void assertPrompt(Patient patient, RunbookRun run) {
    RunbookRunStatus status = run.getStatus();
    Duration hold = hold(patient, run);
    assertThat(status.suspectedAt()).as("when it was first seen").isNotNull();
    assertThat(Duration.between(status.suspectedAt(), status.detectedAt()))
        .as("from the first sign to the incident, hold time %s", hold)
        .isLessThan(hold.plus(INTERVAL).plus(NOISE));
    assertThat(status.decidedAt()).as("when the plan stood").isNotNull();
    if (status.actedAt() != null) {
      assertThat(Duration.between(status.decidedAt(), status.actedAt()))
          .as("from the decision to the action")
          .isLessThanOrEqualTo(TO_ACT);
    }
  }

  /** Whether an incident was detected in time after the fault. */
  static String verdict(Patient patient, RunbookRun run, Instant broken) {
    Duration bar = hold(patient, run).plus(INTERVAL);
    boolean met = Duration.between(broken, run.getStatus().detectedAt()).compareTo(bar) <= 0;
    return (met ? "met" : "missed") + " (" + bar.toSeconds() + " s)";
  }

  private static Duration hold(Patient patient, RunbookRun run) {
    Thresholds thresholds = patient.service().getSpec().runbook().thresholds();
    return Duration.ofSeconds(
        switch (run.getSpec().symptom()) {
          case HIGH_ERROR_RATE -> thresholds.errorRate().holdSeconds();
          case HIGH_LATENCY -> thresholds.latency().holdSeconds();
          case SERVICE_DOWN -> thresholds.availability().holdSeconds();
          case OVERLOAD -> thresholds.overload().holdSeconds();
          case null -> throw new AssertionError("a repair has a symptom: " + run);
        });
  }
}
