package dev.realtime.e2e.runbook;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInfo;

/**
 * The table of all rows that ran. Each row is kept in a file of its own below {@code
 * target/runbook-rows}, so that rows that are run again replace themselves and no others; the
 * environment's {@code REALTIME_RUNBOOK_RESULTS} names the file that the table goes to.
 */
final class Results {
  private static final String FILE = "REALTIME_RUNBOOK_RESULTS";
  private static final Path ROWS = Path.of("target/runbook-rows");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String HEAD =
      """
      # The runbook on a real cluster: results

      Written by the tests in `e2e/src/test/java/dev/realtime/e2e/runbook`, which `./dev test rows` runs: each on a real
      cluster, with real clients and a real fault, and with the hold times of `patient.yaml` (10 s, latency 20 s, overload 5 s; by
      default they are 60, 120 and 15 s, and 30 s for a service that is down). Metrics are read every 2 s (default 5 s), and the
      kubelet brings changed ConfigMaps into pods within 10 s (default 60 s). A row that is not here has not been run; when each
      was run stands with its record below. The machine had two cores, and other work to do besides.

      *Detect* is from the fault to the symptom's firing, so it contains the hold time; *in time* says whether that was
      within the hold time and 5 s more, which a fault that builds up (a leak, a rollout, growing load) cannot be; *act*
      from the decision to the first action applied; *recover* from the fault to the symptom's end. *Lost* counts messages
      that were acknowledged to their publisher and never reached the subscriber.

      | Fault | Symptom / cause | What was done | Detect | In time | Act | Recover | Clients | Lost |
      |---|---|---|---|---|---|---|---|---|
      """;

  private static final String GUARDS =
      """

      ## Guards
      What holds an action back stands in the table above, on the cluster, and is proven once more with the real operator's
      parts against a real API server, each refusal read back from the record and from an Event.

      | Guard | Above | Test in `operator/src/test` |
      |---|---|---|
      | pause annotation | `HeldRowsIT` | `RefusalsIT.pause` |
      | mode Off of the whole runbook | `HeldRowsIT` | |
      | mode Off of one action | `HeldRowsIT` | `RefusalsIT.mode` |
      | mode Approve, DryRun | `GuardRowsIT` | outdated plan and somebody else's name: `KubernetesWorkspaceIT` |
      | maintenance window | `HeldRowsIT` | `RefusalsIT.maintenanceWindow` |
      | storm | `StormRowsIT` | `RefusalsIT.storm`, `StormIT.repairsNoneOfManyServicesThatFailAtOnce` |
      | rollout in progress | `HeldRowsIT` | `RefusalsIT.rolloutInProgress` |
      | data safety | `HeldRowsIT` | `RefusalsIT.dataSafety` |
      | cool-down, actions per hour | `HeldRowsIT` | `RefusalsIT.coolDownAndBudget` |
      | actions per incident | | `RefusalsIT.coolDownAndBudget` |
      | an operator that dies at any write | `OperatorRowsIT` | `CrashIT`, two for each write of a repair |
      """;

  private Results() {}

  /** One row as it is kept. */
  record Kept(String test, String at, Row row) {
    static Kept of(TestInfo test, Row row) {
      return new Kept(
          test.getTestClass().orElseThrow().getSimpleName()
              + "."
              + test.getTestMethod().orElseThrow().getName(),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
          row);
    }
  }

  /** Adds what a test saw, or replaces what it saw before. */
  static synchronized void add(TestInfo test, Row row) {
    Kept kept = Kept.of(test, row);
    try {
      Files.createDirectories(ROWS);
      JSON.writerWithDefaultPrettyPrinter()
          .writeValue(ROWS.resolve(kept.test() + ".json").toFile(), kept);
      String named = System.getenv(FILE);
      if (named != null && !named.isBlank()) {
        Files.writeString(Path.of(named), text(all()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the results of " + kept.test(), e);
    }
  }

  private static List<Kept> all() throws IOException {
    var rows = new ArrayList<Kept>();
    try (Stream<Path> files = Files.list(ROWS)) {
      for (Path file : files.sorted().toList()) {
        rows.add(JSON.readValue(file.toFile(), Kept.class));
      }
    }
    return rows;
  }

  private static String text(List<Kept> rows) {
    String table =
        rows.stream()
            .map(kept -> kept.row().cells())
            .map(cells -> "| " + String.join(" | ", cells).replace('\n', ' ') + " |\n")
            .collect(Collectors.joining());
    String records = rows.stream().map(Results::written).collect(Collectors.joining("\n"));
    return HEAD
        + table
        + GUARDS
        + "\n## What was written\nAs `kubectl get rbr -o wide` shows it.\n\n"
        + records;
  }

  private static String written(Kept kept) {
    return "### %s\n`%s`, %s\n```\n%s\n```\n"
        .formatted(
            kept.row().fault(),
            kept.test(),
            kept.at(),
            kept.row()
                .written()
                .lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n")));
  }
}
