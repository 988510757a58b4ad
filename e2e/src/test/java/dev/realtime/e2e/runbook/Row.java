package dev.realtime.e2e.runbook;

import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one test saw.
 *
 * @param fault what was broken
 * @param diagnosis symptom and cause, or why nothing was to be done
 * @param actions what was done, with the outcome of each
 * @param detect from the fault to the symptom's firing; empty where it did not
 * @param bar whether that was in time
 * @param act from the decision to the first action applied
 * @param recover from the fault to the symptom's end
 * @param clients what became of them
 * @param lost acknowledged messages that never arrived; empty where nothing was published
 * @param written what {@code kubectl get rbr} shows afterwards
 */
record Row(
    String fault,
    String diagnosis,
    String actions,
    String detect,
    String bar,
    String act,
    String recover,
    String clients,
    String lost,
    String written) {

  /** An incident, as its run has it, which must be over. */
  static Row of(
      String fault, Instant broken, Patient patient, RunbookRun run, String clients, String lost) {
    RunbookRunStatus status = run.getStatus();
    return new Row(
        fault,
        run.getSpec().symptom() + " / " + status.cause(),
        done(status),
        between(broken, status.detectedAt()),
        Bars.verdict(patient, run, broken),
        between(status.decidedAt(), status.actedAt()),
        between(broken, status.recoveredAt()),
        clients,
        lost,
        written(patient));
  }

  /** An incident, with what it meant to the traffic. */
  static Row of(String fault, Instant broken, Patient patient, RunbookRun run, Traffic traffic) {
    int lost = traffic.lost();
    return of(fault, broken, patient, run, traffic.effect(), Integer.toString(lost));
  }

  /** An incident, with what it meant to the calls and to the traffic beside them. */
  static Row of(
      String fault,
      Instant broken,
      Patient patient,
      RunbookRun run,
      String calls,
      Traffic traffic) {
    int lost = traffic.lost();
    return of(fault, broken, patient, run, calls + "; " + traffic.effect(), Integer.toString(lost));
  }

  /** Something the runbook did by itself without an incident. */
  static Row procedure(
      String occasion, Patient patient, RunbookRun run, String clients, String lost) {
    return new Row(
        occasion,
        "no symptom",
        done(run.getStatus()),
        "",
        "",
        "",
        "",
        clients,
        lost,
        written(patient));
  }

  /** A case in which nothing was to be done. */
  static Row nothing(String fault, String why, Patient patient, String clients, String lost) {
    return new Row(fault, why, "nothing", "", "", "", "", clients, lost, written(patient));
  }

  /** A case in which nothing was to be done, with what it meant to the traffic. */
  static Row nothing(String fault, String why, Patient patient, Traffic traffic) {
    int lost = traffic.lost();
    return nothing(fault, why, patient, traffic.effect(), Integer.toString(lost));
  }

  /** A case in which nothing was to be done, with what it meant to calls and traffic. */
  static Row nothing(String fault, String why, Patient patient, String calls, Traffic traffic) {
    int lost = traffic.lost();
    return nothing(fault, why, patient, calls + "; " + traffic.effect(), Integer.toString(lost));
  }

  private static String written(Patient patient) {
    return patient.kubectl("get", "rbr", "-o", "wide").strip();
  }

  private static String done(RunbookRunStatus status) {
    if (!status.steps().isEmpty()) {
      return status.steps().stream().map(Row::step).collect(Collectors.joining(", then "));
    }
    return status.refusals().isEmpty()
        ? "none: " + status.summary()
        : status.refusals().stream()
            .map(
                refusal ->
                    refusal.action()
                        + " held back by guard "
                        + refusal.guard()
                        + ": "
                        + refusal.reason())
            .collect(Collectors.joining("; "));
  }

  private static String step(RunStep step) {
    return step.action() + " (" + step.outcome().name().toLowerCase(Locale.ROOT) + ")";
  }

  private static String between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? "" : seconds(Duration.between(from, to));
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  List<String> cells() {
    return List.of(fault, diagnosis, actions, detect, bar, act, recover, clients, lost);
  }
}
