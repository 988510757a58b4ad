package dev.realtime.cli.view;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import java.time.Instant;
import java.util.List;

/** Runs, one a line. */
public final class RunTable {
  private RunTable() {}

  /** The table. */
  public static String of(List<RunbookRun> runs, Instant now, Ink ink) {
    var table = new Table("RUN", "SERVICE", "WHAT", "CAUSE", "STATE", "AGE", "SUMMARY");
    for (RunbookRun run : runs) {
      RunbookRunStatus status = run.getStatus();
      table.row(
          run.getMetadata().getName(),
          run.getSpec().service(),
          run.getSpec().symptom() == null
              ? Words.of(run.getSpec().procedure())
              : run.getSpec().symptom().text(),
          status == null || status.cause() == null ? "-" : status.cause().text(),
          status == null ? ink.yellow("New") : state(status, ink),
          Ages.since(run.getMetadata().getCreationTimestamp(), now),
          status == null ? "the operator has not seen it yet" : shortened(status.summary()));
    }
    return table.text();
  }

  /** The state in its colour. */
  static String state(RunbookRunStatus status, Ink ink) {
    String word = Words.of(status.state());
    return switch (status.state()) {
      case SUCCEEDED -> ink.green(word);
      case FAILED, ESCALATED, REFUSED -> ink.red(word);
      case PENDING, AWAITING_APPROVAL, RUNNING, VERIFYING, DRY_RUN -> ink.yellow(word);
    };
  }

  private static String shortened(String summary) {
    String line = Ink.plain(summary).replace('\n', ' ');
    return line.length() <= 80 ? line : line.substring(0, 79) + "…";
  }
}
