package dev.realtime.bench.report;

import dev.realtime.bench.measure.LinearFit;
import java.util.List;
import java.util.Locale;

/** The fit and what follows from it, in words. */
final class FitText {
  private FitText() {}

  static String of(GrowthFit fit, List<Demand> demands, Demand.Pod pod) {
    StringBuilder out =
        new StringBuilder(
            """
            # What grows with what

            Written by `./dev bench fit` from [results.json](results.json), the points of the scenario
            `growth` ([report](report.md)): least squares on relative errors.

            | Cost | Fit | R² |
            |---|---|---|
            """);
    row(out, "resident memory of a node, MiB", "%.0f + %.5f × connections", fit.memory());
    out.append(
        "| CPU of a connect, µs | %s | |%n"
            .formatted(number("%.0f", List.of(fit.connectMicros()))));
    row(
        out,
        "CPU of a node, µs a second",
        "%.0f + %.1f × publications/s + %.2f × deliveries/s",
        fit.fanOut());
    row(out, "CPU of Redis for a publication, µs", "%.1f + %.1f × nodes", fit.redis());
    row(out, "CPU of all servers for it, µs", "%.1f + %.1f × nodes", fit.nodes());
    out.append(
        """

        Extrapolated: pods with %s of one core and %s MiB resident in use, Redis shards half busy.

        | | pods | bound by | nodes that hear a publication | server cores busy | Redis cores busy | Redis shards | all connect anew in, s |
        |---|---|---|---|---|---|---|---|
        """
            .formatted(
                number("%.1f", List.of(pod.cores())),
                number("%.0f", List.of(pod.usableMebibytes()))));
    for (Demand demand : demands) {
      Demand.Answer answer = demand.on(fit, pod);
      out.append(
          String.format(
              Locale.ROOT,
              "| %,d connections, %s: %,.0f publications/s, %,.0f deliveries/s | %d | %s | %.0f | %.1f | %.2f | %d | %.0f |%n",
              demand.connections(),
              demand.name(),
              demand.publications(),
              demand.deliveries(),
              answer.pods(),
              answer.bound(),
              answer.nodesEach(),
              answer.serverCores(),
              answer.redisCores(),
              answer.shards(),
              answer.stormSeconds()));
    }
    return out.toString();
  }

  private static void row(StringBuilder out, String cost, String form, LinearFit fit) {
    out.append(
        "| %s | %s | %s |%n"
            .formatted(
                cost,
                number(form, fit.coefficients()),
                number("%.3f", List.of(fit.determination()))));
  }

  private static String number(String form, List<Double> values) {
    return String.format(Locale.ROOT, form, values.toArray());
  }
}
