package dev.realtime.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.realtime.bench.scenario.Metric;
import dev.realtime.bench.scenario.Result;
import dev.realtime.bench.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the report of one run into a directory. */
public final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The target whose ratios are shown, and the one they are to. */
  private static final String SUBJECT = "realtime";

  private static final String PEER = "centrifuge-go";

  private final Map<String, String> facts = MachineFacts.collect();
  private final String title;
  private final List<Scenario> scenarios;

  /** Takes the facts about the machine now: make it before the run. */
  public Report(String title, List<Scenario> scenarios) {
    this.title = title;
    this.scenarios = List.copyOf(scenarios);
  }

  /**
   * Writes {@code report.md}, {@code results.json} and the plots.
   *
   * @param failures scenarios that could not be measured, and why
   * @param run what it was
   * @param misses what is known of goals that are missed
   */
  public void write(
      Path directory, List<Result> results, List<String> failures, RunFacts run, Path misses)
      throws IOException {
    Files.createDirectories(directory);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", facts);
    all.put("run", run.facts());
    all.put("failures", failures);
    all.put("results", results);
    JSON.writeValue(directory.resolve("results.json").toFile(), all);

    StringBuilder out = new StringBuilder("# " + title + "\n\n");
    facts.forEach((name, value) -> fact(out, name, value));
    run.facts().forEach((name, value) -> fact(out, name, value));
    out.append(
        """

        Servers, peers and load generator share this machine and loopback; compare figures within
        this run only. CPU time is user and kernel time of the server's process. Latency counts from
        the time a message was due (open loop). %s. Windows of a load alternate between the targets, and
        every second round begins with the last of them; ratios are of windows next to one another, or of
        one round. Every subscriber checked order and completeness. No ratio is taken of p99.9 and maxima,
        which hang on a publication or two, nor where the generator was the bottleneck: where a loop of it
        was busy for more than 90 %% of the window, or it published more than 20 ms late (p99).
        """
            .formatted(rounds(results)));
    if (!failures.isEmpty()) {
      out.append("\n## Not measured\n\n");
      failures.forEach(failure -> out.append("- ").append(failure).append('\n'));
    }
    goals(out, new Goals(results).measured(), Misses.read(misses));
    for (Scenario scenario : scenarios) {
      Table table =
          new Table(results.stream().filter(it -> it.scenario().equals(scenario.name())).toList());
      if (!table.points().isEmpty()) {
        section(out, directory, scenario, table);
      }
    }
    Files.writeString(directory.resolve("report.md"), out);
  }

  private static void fact(StringBuilder out, String name, String value) {
    out.append("- ").append(name).append(": ").append(value).append('\n');
  }

  private static String rounds(List<Result> results) {
    return switch (results.stream().mapToInt(Result::round).max().orElse(1)) {
      case 1 -> "Figures are of one measurement";
      case 2 ->
          "Figures are means of two measurements, both in brackets, or of one where there are no brackets";
      default ->
          "Figures are medians over the measurements of a point, the spread in brackets, or of one where there are no brackets";
    };
  }

  private static void goals(StringBuilder out, List<Goal> goals, Misses misses) {
    if (goals.isEmpty()) {
      return;
    }
    out.append(
        """

        ## Goals

        Of several points the worst is shown.

        | Goal | Measured | By how much | |
        |---|---|---|---|
        """);
    goals.forEach(goal -> goal.worst().ifPresent(figure -> out.append(goal.row(figure))));
    List<Goal> missed = goals.stream().filter(Goal::isMissed).toList();
    if (!missed.isEmpty()) {
      out.append("\n### Why the missed ones are missed\n");
      missed.forEach(
          goal ->
              out.append("\n**")
                  .append(goal.text())
                  .append(".** ")
                  .append(misses.about(goal.key()))
                  .append('\n'));
    }
  }

  private static void section(StringBuilder out, Path directory, Scenario scenario, Table table)
      throws IOException {
    out.append("\n## ").append(scenario.name()).append("\n\n");
    out.append(scenario.description()).append("\n");
    for (String metric : List.of(Metric.CPU_PER_DELIVERY, Metric.P99, Metric.RSS)) {
      plot(out, directory, scenario, table, metric);
    }
    boolean compared = table.targets().contains(SUBJECT) && table.targets().contains(PEER);
    out.append("\n| Point | Figure |");
    table.targets().forEach(target -> out.append(' ').append(target).append(" |"));
    out.append(compared ? " " + SUBJECT + " / " + PEER + " |\n" : "\n");
    out.append("|---".repeat(2 + table.targets().size() + (compared ? 1 : 0))).append("|\n");
    for (String point : table.points()) {
      for (String metric : table.metrics(point)) {
        row(out, table, point, metric, compared);
      }
    }
    List<String> problems = table.problems();
    if (!problems.isEmpty()) {
      out.append("\nProblems:\n\n");
    } else if (table.hasDeliveries()) {
      out.append("\nNothing lost, doubled or out of order.\n");
    }
    problems.forEach(problem -> out.append("- ").append(problem).append('\n'));
    List<String> limited = table.limited();
    if (!limited.isEmpty()) {
      out.append("\nThe generator was the bottleneck, so that these count for no ratio:\n\n");
      limited.forEach(point -> out.append("- ").append(point).append('\n'));
    }
  }

  private static void row(
      StringBuilder out, Table table, String point, String metric, boolean compared) {
    boolean held = metric.equals(Metric.HELD);
    out.append("| ").append(point).append(" | ").append(metric).append(" |");
    for (String target : table.targets()) {
      String sign = held ? Held.of(table, point, target).sign() : "";
      out.append(' ')
          .append(
              table.spread(point, target, metric).map(it -> sign + Numbers.text(it)).orElse("–"))
          .append(" |");
    }
    if (compared) {
      Held bound = held ? Held.ofRatio(table, point, SUBJECT, PEER) : Held.EXACT;
      out.append(' ')
          .append(
              table
                  .ratio(point, SUBJECT, PEER, metric)
                  .filter(_ -> bound != Held.UNKNOWN)
                  .map(it -> bound.sign() + Numbers.text(it))
                  .orElse("–"))
          .append(" |");
    }
    out.append('\n');
  }

  private static void plot(
      StringBuilder out, Path directory, Scenario scenario, Table table, String metric)
      throws IOException {
    LinePlot plot = new LinePlot(scenario.name() + ": " + metric, "", metric);
    boolean line = false;
    for (String target : table.targets()) {
      Map<Double, Double> series = table.series(target, metric, "");
      line |= series.size() > 2;
      plot.line(target, series);
    }
    // Two points make no curve.
    if (line) {
      String file =
          scenario.name()
              + "-"
              + metric.replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT)
              + ".svg";
      Files.writeString(directory.resolve(file), plot.svg());
      out.append("\n![").append(metric).append("](").append(file).append(")\n");
    }
  }
}
