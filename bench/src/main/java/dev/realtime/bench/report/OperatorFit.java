package dev.realtime.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.bench.measure.LinearFit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What services cost the operator, fitted to the runs of {@code ./dev scale} with one operator.
 *
 * @param memory most resident MiB = first + second × services
 * @param cores busy at rest = first + second × services
 * @param restart seconds until a restarted operator has looked at all = first + second × services
 * @param most services of the largest run
 * @param runs how many
 */
record OperatorFit(LinearFit memory, LinearFit cores, LinearFit restart, int most, int runs) {
  /** Errors are relative, so that nothing may be 0. */
  private static final double LEAST = 1e-4;

  /** What an operator's container may use of its 400 MiB, so that a burst has room. */
  static final double USABLE_MEBIBYTES = 350;

  /** Busy at rest, of the one core that it may take: a burst needs the rest. */
  static final double USABLE_CORES = 0.5;

  /**
   * Of a file with a run on each line.
   *
   * @throws IllegalArgumentException if it has runs of fewer than two sizes
   */
  static OperatorFit read(Path lines) throws IOException {
    List<JsonNode> runs = new ArrayList<>();
    for (String line : Files.readAllLines(lines)) {
      JsonNode run = new ObjectMapper().readTree(line);
      if (run.path("operators").asInt() == 1 && !run.path("bare").asBoolean()) {
        runs.add(run);
      }
    }
    return new OperatorFit(
        fit(runs, "peakMebibytes"),
        fit(runs, "steadyCores"),
        fit(runs, "restartSeconds"),
        runs.stream().mapToInt(run -> run.path("services").asInt()).max().orElse(0),
        runs.size());
  }

  private static LinearFit fit(List<JsonNode> runs, String figure) {
    return LinearFit.of(
        runs.stream()
            .map(
                run ->
                    new LinearFit.Point(
                        List.of(1.0, run.path("services").asDouble()),
                        Math.max(LEAST, run.path(figure).asDouble())))
            .toList());
  }

  /** Services that one operator may have; what bounds it first decides. */
  long perOperator() {
    return Math.max(
        1, (long) Math.min(until(memory, USABLE_MEBIBYTES), until(cores, USABLE_CORES)));
  }

  private static double until(LinearFit line, double bound) {
    double slope = line.coefficients().get(1);
    return slope <= 0 ? Long.MAX_VALUE : (bound - line.coefficients().getFirst()) / slope;
  }

  private static double at(LinearFit line, long services) {
    return line.at(List.of(1.0, (double) services));
  }

  /** What that means for so many services. */
  String text(long services) {
    long each = perOperator();
    long shards = Math.ceilDiv(services, each);
    return String.format(
        Locale.ROOT,
        """
        | Operator | Fit of %d runs, up to %,d services | R² | one operator with %,d |
        |---|---|---|---|
        | resident memory, most, MiB | %.0f + %.4f × services | %.3f | %,.0f |
        | cores busy at rest | %.4f + %.6f × services | %.3f | %.2f |
        | restarted operator has looked at all, s | %.1f + %.4f × services | %.3f | %,.0f |

        With %.0f MiB and %.1f cores at rest in use, one operator has %,d services, so %,d services are %d operators, each with
        a selector of its own; %s is what bounds it.
        """,
        runs,
        most,
        services,
        memory.coefficients().getFirst(),
        memory.coefficients().get(1),
        memory.determination(),
        at(memory, services),
        cores.coefficients().getFirst(),
        cores.coefficients().get(1),
        cores.determination(),
        at(cores, services),
        restart.coefficients().getFirst(),
        restart.coefficients().get(1),
        restart.determination(),
        at(restart, services),
        USABLE_MEBIBYTES,
        USABLE_CORES,
        each,
        services,
        shards,
        until(memory, USABLE_MEBIBYTES) < until(cores, USABLE_CORES) ? "memory" : "CPU");
  }
}
