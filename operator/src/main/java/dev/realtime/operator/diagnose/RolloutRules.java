package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.RolloutFact.Changed;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Causes that came with a change. */
final class RolloutRules {
  /** Trouble seen a little before the rollout's recorded start still belongs to it. */
  private static final Duration BEFORE = Duration.ofSeconds(10);

  /** Trouble this soon after the start of a rollout leaves little doubt. */
  private static final Duration AT_ONCE = Duration.ofMinutes(3);

  /** What sysexits.h calls EX_CONFIG; the server leaves with it over a configuration it refuses. */
  static final int EXIT_CONFIGURATION = 78;

  private static final Pattern CONFIGURATION =
      Pattern.compile(
          "(?i)(invalid|bad|broken) configuration|configuration (is |was )?(invalid|refused)");

  private RolloutRules() {}

  /** The symptom began when image or configuration were rolled out. */
  static Optional<Finding> startedWithRollout(Case it) {
    Optional<RolloutFact> rollout =
        it.rollout().filter(RolloutRules::canBeRolledBack).filter(r -> within(it, r));
    return rollout.map(
        r -> {
          Duration after = Duration.between(r.startedAt(), it.suspectedAt());
          String why =
              "it began "
                  + Math.max(0, after.toSeconds())
                  + " s after the rollout of "
                  + r.current()
                  + " changed "
                  + names(r);
          return new Finding(
              Cause.BAD_ROLLOUT,
              after.compareTo(AT_ONCE) <= 0 ? 90 : 70,
              why,
              history(it, r, why),
              null);
        });
  }

  /** A server leaves because it refuses its configuration. */
  static Optional<Finding> configurationInvalid(Case it) {
    for (PodFact pod : it.workload().map(w -> w.pods()).orElse(List.of())) {
      Termination end = pod.lastTermination();
      if (pod.ready() || end == null || it.isOver(pod, end)) {
        continue;
      }
      String said = (end.message() == null ? "" : end.message()) + logOf(it, pod.name());
      if (end.exitCode() == EXIT_CONFIGURATION || CONFIGURATION.matcher(said).find()) {
        String why =
            "pod " + pod.name() + " refuses its configuration (exit code " + end.exitCode() + ")";
        var evidence = new ArrayList<Evidence>();
        evidence.add(it.evidence("pod " + pod.name(), why + (said.isBlank() ? "" : ": " + said)));
        it.rollout().ifPresent(r -> evidence.addAll(history(it, r, "last rollout: " + names(r))));
        return Optional.of(
            new Finding(
                Cause.CONFIGURATION_INVALID,
                end.exitCode() == EXIT_CONFIGURATION ? 95 : 80,
                why,
                evidence,
                null));
      }
    }
    return Optional.empty();
  }

  /** A revision that has proved itself is not to blame, however young it is. */
  private static boolean canBeRolledBack(RolloutFact rollout) {
    if (rollout.lastKnownGood() != null
        && rollout.lastKnownGood().name().equals(rollout.current())) {
      return false;
    }
    return rollout.changed().contains(Changed.IMAGE)
        || rollout.changed().contains(Changed.CONFIGURATION);
  }

  private static boolean within(Case it, RolloutFact rollout) {
    Duration limit = Duration.ofSeconds(it.limits().rolloutSeconds());
    return !it.suspectedAt().isBefore(rollout.startedAt().minus(BEFORE))
        && !it.suspectedAt().isAfter(rollout.startedAt().plus(limit));
  }

  private static List<Evidence> history(Case it, RolloutFact rollout, String why) {
    var evidence = new ArrayList<Evidence>();
    evidence.add(it.evidence("rollout history", why + ", started " + rollout.startedAt()));
    if (!rollout.diff().isEmpty()) {
      evidence.add(it.evidence("rollout diff", String.join("\n", rollout.diff())));
    }
    return evidence;
  }

  private static String names(RolloutFact rollout) {
    List<String> names =
        rollout.changed().stream()
            .sorted()
            .map(
                changed ->
                    switch (changed) {
                      case IMAGE -> "the image";
                      case CONFIGURATION -> "the configuration";
                      case TEMPLATE -> "the pod template";
                    })
            .toList();
    return names.isEmpty() ? "nothing known" : String.join(" and ", names);
  }

  private static String logOf(Case it, String pod) {
    var text = new StringBuilder();
    it.logs().stream()
        .filter(tail -> tail.pod().equals(pod))
        .forEach(tail -> text.append('\n').append(tail.text()));
    return text.toString();
  }
}
