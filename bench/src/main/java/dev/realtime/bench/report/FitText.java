package dev.realtime.bench.report;

import dev.realtime.bench.measure.LinearFit;
import java.util.List;
import java.util.Locale;

/**
 * The fit and what follows from it, in words. Each part stands in {@code fit.md} and between two
 * marks of its name in {@code docs/scaling.md}.
 */
final class FitText {
  private final GrowthFit fit;
  private final Demand.Pod pod;

  FitText(GrowthFit fit, Demand.Pod pod) {
    this.fit = fit;
    this.pod = pod;
  }

  /** What was left out. */
  String windows() {
    GrowthFit.Windows windows = fit.windows();
    int left = windows.late() + windows.undelivered();
    if (left == 0) {
      return "Of %d windows of load none was left out.%n".formatted(windows.all());
    }
    return ("Of %d windows of load %d were left out: %d in which the load generator was the bottleneck, and"
            + " %d in which not everything due was delivered.%n")
        .formatted(windows.all(), left, windows.late(), windows.undelivered());
  }

  /** The cost of each thing. */
  String lines() {
    StringBuilder out = new StringBuilder("| Cost | Fit | R² |\n|---|---|---|\n");
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
    return out.toString();
  }

  /** What installations take. */
  String demands(List<Demand> demands) {
    StringBuilder out =
        new StringBuilder(
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

  /** One of the rows, step by step. */
  String worked(Demand demand) {
    Demand.Answer answer = demand.on(fit, pod);
    double empty = fit.memory().coefficients().getFirst();
    double each = fit.memory().coefficients().get(1);
    double room = pod.usableMebibytes() - empty;
    double redis = answer.redisCores() * 1e6 / demand.publications();
    return String.format(
        Locale.ROOT,
        """
        "%s" in full: a pod has %.0f − %.0f = %.0f MiB for connections of %.5f MiB (%.1f KiB), so %,.0f of them, and
        %,d connections need %d pods by memory. %s decides, so it is %d pods, and each publication is heard by %.0f of
        them. Redis spends %.1f µs on it: %.2f cores for %,.0f a second, which at half a core each is %d shards. The
        servers are busy with %.1f cores, of which %.1f are the deliveries themselves.
        """,
        demand.name(),
        pod.usableMebibytes(),
        empty,
        room,
        each,
        each * 1024,
        room / each,
        demand.connections(),
        (long) Math.ceil(demand.connections() * each / room),
        answer.bound().equals("memory") ? "Memory" : answer.bound(),
        answer.pods(),
        answer.nodesEach(),
        redis,
        answer.redisCores(),
        demand.publications(),
        answer.shards(),
        answer.serverCores(),
        fit.fanOut().coefficients().get(2) * demand.deliveries() / 1e6);
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
