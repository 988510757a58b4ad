package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.Evidence;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of looking for causes.
 *
 * @param findings in the order in which they are believed; at least one
 * @param evidence bounded in number and size, the leading finding's first
 */
public record Diagnosis(List<Finding> findings, List<Evidence> evidence) {
  static final int MAX_EVIDENCE = 15;
  private static final int MAX_LOGS = 3;
  private static final int MAX_LOG = 1500;

  public Diagnosis {
    findings = List.copyOf(findings);
    evidence = List.copyOf(evidence);
  }

  /** Works the rule table. */
  public static Diagnosis of(Case it) {
    List<Finding> findings = RuleTable.examine(it);
    var evidence = new ArrayList<Evidence>();
    evidence.add(it.evidence("symptom", it.figures()));
    findings.forEach(finding -> evidence.addAll(finding.evidence()));
    it.logs().stream()
        .filter(tail -> !tail.text().isBlank())
        .limit(MAX_LOGS)
        .forEach(
            tail ->
                evidence.add(
                    it.evidence(
                        "log of " + tail.pod() + (tail.previous() ? ", before its restart" : ""),
                        end(Redaction.redact(tail.text())))));
    List<Evidence> distinct = evidence.stream().distinct().limit(MAX_EVIDENCE).toList();
    return new Diagnosis(findings, distinct);
  }

  /** The finding that leads. */
  public Finding leading() {
    return findings.getFirst();
  }

  /** The end of a log, which is where it says why; redacted before it is cut, never after. */
  private static String end(String log) {
    if (log.length() <= MAX_LOG) {
      return log;
    }
    String cut = log.substring(log.length() - MAX_LOG);
    int line = cut.indexOf('\n');
    return line < 0 ? cut : cut.substring(line + 1);
  }
}
