package dev.realtime.bench.cli;

import dev.realtime.bench.report.MachineFacts;
import dev.realtime.server.FanOutAllocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The micro-benchmark of the fan-out, with what it allocates. */
@Command(
    name = "jmh",
    description =
        "Measures what a publication allocates for each subscriber; JMH tells the time, too.",
    mixinStandardHelpOptions = true)
final class JmhCommand implements Callable<Integer> {
  @Option(names = "--output", description = "file for the figures (default ${DEFAULT-VALUE})")
  Path output = Path.of("bench/reports/fan-out-allocation.txt");

  private record Point(String benchmark, int subscribers, double bytes) {}

  @Override
  public Integer call() throws RunnerException, IOException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(FanOutAllocation.class.getName())
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    List<Point> points = new ArrayList<>();
    for (RunResult result : results) {
      points.add(
          new Point(
              result.getParams().getBenchmark(),
              Integer.parseInt(result.getParams().getParam("subscribers")),
              allocated(result)));
    }
    String text = text(points);
    Path parent = output.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(output, text);
    System.out.println(text);
    return 0;
  }

  private static double allocated(RunResult result) {
    Result<?> figure = result.getSecondaryResults().get("gc.alloc.rate.norm");
    if (figure == null) {
      throw new IllegalStateException("The collector's profiler measured nothing");
    }
    return figure.getScore();
  }

  private static String text(List<Point> points) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Fan-out of one publication of 128 bytes, from the broker to the transport of each");
    text.append(" subscriber.\nMade by ./dev bench jmh\n\n");
    MachineFacts.collect()
        .forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    text.append('\n');
    text.append("subscribers   allocated for a publication\n");
    for (Point point : of("publishToAll", points)) {
      text.append(
          String.format(Locale.ROOT, "%11d   %,25.0f B%n", point.subscribers(), point.bytes()));
    }
    double all = slope(of("publishToAll", points));
    double views = slope(of("bareViews", points));
    text.append(
        String.format(
            Locale.ROOT,
            "%nEach further subscriber allocates %.2f B. A transport needs %.2f B of them, a view of the"
                + " shared%nframe to read on at its own place; the server's own are %.2f B.%n",
            all,
            views,
            all - views));
    return text.toString();
  }

  private static List<Point> of(String benchmark, List<Point> points) {
    return points.stream().filter(point -> point.benchmark().endsWith(benchmark)).toList();
  }

  /** Bytes for each subscriber more. */
  private static double slope(List<Point> points) {
    Point few = points.getFirst();
    Point many = points.getLast();
    return (many.bytes() - few.bytes()) / (many.subscribers() - few.subscribers());
  }
}
