package dev.realtime.e2e.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The figures of all runs on one machine, newest of each size, as a page with a picture. They are
 * kept beside it, one line of JSON for each, so that a run of one size renews the page for all.
 *
 * @param directory of the page
 */
public record ScaleReport(Path directory) {
  private static final String NAME = "scale";

  /**
   * Takes in a run and writes the page anew. Runs of another machine, with which it cannot be
   * compared, are forgotten.
   *
   * @param machine what the figures depend on, in a few words
   * @return the page
   */
  public Path add(Figures run, String machine) throws IOException {
    Files.createDirectories(directory);
    Path lines = directory.resolve(NAME + ".jsonl");
    var all = new ArrayList<Figures>();
    if (Files.exists(lines)) {
      Files.readAllLines(lines).stream()
          .filter(line -> Figures.machineOf(line).equals(machine))
          .map(Figures::of)
          .forEach(all::add);
    }
    all.removeIf(old -> old.services() == run.services() && old.kind().equals(run.kind()));
    all.add(run);
    all.sort(
        Comparator.comparing(Figures::bare)
            .thenComparingInt(Figures::operators)
            .thenComparingInt(Figures::services));
    Files.write(lines, all.stream().map(each -> each.json(machine)).toList());
    Files.writeString(directory.resolve(NAME + ".svg"), new ScalePicture(all).svg());
    return Files.writeString(directory.resolve(NAME + ".md"), page(all, machine));
  }

  private static String page(List<Figures> all, String machine) {
    var page = new StringBuilder();
    page.append(
        """
        # The operator with many services

        Written by `./dev scale`. A real API server with its controllers, pods played by KWOK, and the operator as a process
        with the options, the heap and the ServiceAccount of its pod (and no AOT cache), all on one machine (%s). Times
        include the API server's and the controllers' own work. Memory is VmHWM and VmRSS, which count the mapped files of
        the Java runtime too; with several operators, each has its share of the services by label selector, and the figures
        are of the one that needs most. Services have their broker in memory and the runbook off. The bare operator
        (`--bare`) is what the Java Operator SDK makes of the same services with one object of each kind and nothing else:
        no runbook, no look at pods and connections, a status that says Ready.

        ![Figures by number of services](scale.svg)

        | Services | | All Ready after | Memory, most | At rest | Processor at rest | Written in a minute at rest | Restart done after | Written by a restart |
        |---|---|---|---|---|---|---|---|---|
        """
            .formatted(machine));
    for (Figures run : all) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %d | %s | %.1f s | %.0f MiB | %.0f MiB | %.3f cores | %d | %.1f s | %d |%n",
              run.services(),
              run.kind(),
              run.readySeconds(),
              run.peakMebibytes(),
              run.steadyMebibytes(),
              run.steadyCores(),
              run.steadyWrites(),
              run.restartSeconds(),
              run.restartWrites()));
    }
    return page.append("\nGoals for 1,000 services are the dashed lines: ")
        .append("120 s, 300 MiB, 0.05 cores, 30 s, and nothing written by a restart.\n")
        .toString();
  }
}
