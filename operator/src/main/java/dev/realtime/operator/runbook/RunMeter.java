package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.guard.Guards;
import dev.realtime.operator.incident.RunMachine;
import dev.realtime.operator.notify.Outbox;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is measured about runs: one row each, from which it is registered and documented.
 *
 * @param text the name as Micrometer has it
 */
record RunMeter(String text, Kind kind, String description, List<Label> labels) {
  private static final Label SYMPTOM =
      new Label(
          "symptom",
          Stream.concat(Stream.of(Symptom.values()).map(Symptom::text), Stream.of("none"))
              .toList());
  private static final Label RUN_OUTCOME =
      new Label(
          "outcome",
          Stream.of(
                  RunState.SUCCEEDED,
                  RunState.FAILED,
                  RunState.ESCALATED,
                  RunState.REFUSED,
                  RunState.DRY_RUN)
              .map(RunMeter::lower)
              .toList());
  private static final Label STEP_OUTCOME =
      new Label(
          "outcome",
          EnumSet.complementOf(EnumSet.of(StepOutcome.INTENDED)).stream()
              .map(RunMeter::lower)
              .toList());
  private static final Label ACTION =
      new Label("action", Stream.of(Action.values()).map(Action::text).toList());
  private static final Label GUARD =
      new Label(
          "guard",
          Stream.concat(
                  Guards.NAMES.stream(),
                  Stream.of(RunMachine.ONE_AT_A_TIME, RunMachine.PRECONDITION))
              .toList());

  static final RunMeter DETECT =
      timer("detect", "From the first sign of a symptom to its detection");
  static final RunMeter ACT = timer("act", "From detection to the first action");
  static final RunMeter RECOVER = timer("recover", "From detection to recovery");
  static final RunMeter RUNS = counter("runs", "Runs that ended", SYMPTOM, RUN_OUTCOME);
  static final RunMeter ESCALATIONS = counter("escalations", "Runs that called a person", SYMPTOM);
  static final RunMeter ACTIONS =
      counter("actions", "Actions by what came of them", ACTION, STEP_OUTCOME);
  static final RunMeter REFUSALS =
      counter("refusals", "Actions held back or refused", GUARD, ACTION);

  static final RunMeter NOTIFICATIONS =
      counter(
          "notifications",
          "Notifications that a receiver took, refused, or could not be told within ten minutes",
          new Label("outcome", Stream.of(Outbox.Outcome.values()).map(RunMeter::lower).toList()));

  static final List<RunMeter> ALL =
      List.of(DETECT, ACT, RECOVER, RUNS, ESCALATIONS, ACTIONS, REFUSALS, NOTIFICATIONS);

  RunMeter {
    labels = List.copyOf(labels);
  }

  /** How it counts. */
  enum Kind {
    TIMER,
    COUNTER
  }

  /** A label and every value it can have: few, and known. */
  record Label(String text, List<String> values) {
    Label {
      values = List.copyOf(values);
    }
  }

  private static RunMeter timer(String name, String description) {
    return new RunMeter("realtime.runbook." + name, Kind.TIMER, description, List.of(SYMPTOM));
  }

  private static RunMeter counter(String name, String description, Label... labels) {
    return new RunMeter("realtime.runbook." + name, Kind.COUNTER, description, List.of(labels));
  }

  /** An outcome as the value of a label. */
  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The name as Prometheus has it. */
  String exported() {
    String name = text.replace('.', '_');
    return kind == Kind.TIMER ? name + "_seconds" : name + "_total";
  }

  /** Every combination of the labels' values, as pairs of label and value. */
  List<String[]> combinations() {
    List<List<String>> all = List.of(List.of());
    for (Label label : labels) {
      var longer = new ArrayList<List<String>>();
      for (List<String> begun : all) {
        for (String value : label.values()) {
          longer.add(Stream.concat(begun.stream(), Stream.of(label.text(), value)).toList());
        }
      }
      all = longer;
    }
    return all.stream().map(tags -> tags.toArray(String[]::new)).toList();
  }
}
