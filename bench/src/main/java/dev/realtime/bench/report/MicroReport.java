package dev.realtime.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes what the micro-benchmarks have measured. */
public final class MicroReport {
  private static final String FAN_OUT = "FanOutAllocation.publishToAll";
  private static final String VIEWS = "FanOutAllocation.bareViews";
  private static final String SUBSCRIBERS = "subscribers";

  private MicroReport() {}

  /**
   * One benchmark with one choice of parameters.
   *
   * @param benchmark class and method
   * @param parameters by name
   * @param time of one operation
   * @param error of it, 99.9 % confidence; not a number where one iteration was measured
   * @param unit of both, such as {@code us/op}
   * @param allocated by one operation, bytes
   */
  public record Point(
      String benchmark,
      Map<String, String> parameters,
      double time,
      double error,
      String unit,
      double allocated) {
    public Point {
      parameters = Map.copyOf(parameters);
    }

    private String choice() {
      return parameters.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(parameter -> parameter.getKey() + " " + parameter.getValue())
          .collect(Collectors.joining(", "));
    }
  }

  /** Writes {@code report.md} into a directory; returns its text. */
  public static String write(Path directory, List<Point> points, Map<String, String> machine)
      throws IOException {
    Files.createDirectories(directory);
    String text = text(points, machine);
    Files.writeString(directory.resolve("report.md"), text);
    return text;
  }

  static String text(List<Point> points, Map<String, String> machine) {
    StringBuilder out =
        new StringBuilder(
            """
            # Micro-benchmarks

            Written by `./dev bench jmh`: JMH, average time of one operation with its error (99.9 %), and what it
            allocates. `CodecCost` reads and writes single messages; `HubFanOut` is one publication from the broker to
            all subscribers of a channel without sessions, `FanOutAllocation` with them; `QueueCost` is one frame to a
            client that takes it at once (`through`) or later (`queued`).

            """);
    machine.forEach(
        (name, value) -> out.append("- ").append(name).append(": ").append(value).append('\n'));
    out.append(
        """

        | Benchmark | With | Time | Allocated |
        |---|---|---|---|
        """);
    for (Point point : points) {
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s%s %s | %,.0f B |%n",
              point.benchmark(),
              point.choice(),
              Numbers.text(point.time()),
              Double.isNaN(point.error()) ? "" : " ± " + Numbers.text(point.error()),
              point.unit(),
              point.allocated()));
    }
    Optional<Double> all = slope(points, FAN_OUT);
    Optional<Double> views = slope(points, VIEWS);
    if (all.isPresent() && views.isPresent()) {
      out.append(
          String.format(
              Locale.ROOT,
              """

              Each further subscriber of a channel allocates %.2f B. A transport needs %.2f B of them, a view of the
              shared frame to read on at its own place; the server's own are %.2f B.
              """,
              all.get(),
              views.get(),
              all.get() - views.get()));
    }
    return out.toString();
  }

  /** Bytes for each subscriber more. */
  private static Optional<Double> slope(List<Point> points, String benchmark) {
    List<Point> series =
        points.stream()
            .filter(point -> point.benchmark().equals(benchmark))
            .sorted((one, other) -> Double.compare(subscribers(one), subscribers(other)))
            .toList();
    if (series.size() < 2) {
      return Optional.empty();
    }
    Point few = series.getFirst();
    Point many = series.getLast();
    return Optional.of(
        (many.allocated() - few.allocated()) / (subscribers(many) - subscribers(few)));
  }

  private static double subscribers(Point point) {
    return Double.parseDouble(point.parameters().getOrDefault(SUBSCRIBERS, "0"));
  }
}
