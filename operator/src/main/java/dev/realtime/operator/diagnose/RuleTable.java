package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runbook's table: which causes are looked for, in which order. */
final class RuleTable {
  private RuleTable() {}

  static List<CauseRule> of(Symptom symptom) {
    return switch (symptom) {
      case HIGH_ERROR_RATE ->
          List.of(
              RedisRules::unreachable,
              RedisRules::memory,
              RolloutRules::startedWithRollout,
              DependencyRules::databaseExhausted,
              DependencyRules::databaseUnreachable,
              DependencyRules::downstreamFailing);
      case HIGH_LATENCY ->
          List.of(
              ResourceRules::high,
              RedisRules::slow,
              DependencyRules::databaseSlow,
              DependencyRules::databaseExhausted,
              DependencyRules::downstreamFailing,
              DependencyRules::downstreamSlow);
      case SERVICE_DOWN ->
          List.of(
              RolloutRules::configurationInvalid,
              RolloutRules::startedWithRollout,
              ResourceRules::outOfMemory,
              ResourceRules::evicted,
              ResourceRules::unschedulable,
              ResourceRules::throttled,
              ResourceRules::unresponsive);
      case OVERLOAD -> List.of(ResourceRules::overload);
    };
  }

  /** What is left to believe where no rule of the table finds anything. */
  private static Optional<Finding> otherwise(Case it) {
    return it.symptom() == Symptom.SERVICE_DOWN ? ResourceRules.noneRuns(it) : Optional.empty();
  }

  /** All findings in the order of the table; one that says "unknown" if there are none. */
  static List<Finding> examine(Case it) {
    var findings = new ArrayList<Finding>();
    for (CauseRule rule : of(it.symptom())) {
      Optional<Finding> finding = rule.examine(it);
      finding.ifPresent(findings::add);
    }
    if (findings.isEmpty()) {
      otherwise(it).ifPresent(findings::add);
    }
    if (findings.isEmpty()) {
      Evidence figures = it.evidence("symptom", it.figures());
      findings.add(
          new Finding(Cause.UNKNOWN, 0, Cause.UNKNOWN.explanation(), List.of(figures), null));
    }
    return findings;
  }
}
