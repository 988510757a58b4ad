package dev.realtime.bench.cli;

import dev.realtime.bench.report.MachineFacts;
import dev.realtime.bench.report.MicroReport;
import dev.realtime.server.CodecCost;
import dev.realtime.server.FanOutAllocation;
import dev.realtime.server.HubFanOut;
import dev.realtime.server.QueueCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The micro-benchmarks: codecs, hub, sessions and queue, with what they allocate. */
@Command(
    name = "jmh",
    description =
        "Measures codecs, the hub's fan-out and the queue of slow clients with JMH: time and allocation.",
    mixinStandardHelpOptions = true)
final class JmhCommand implements Callable<Integer> {
  private static final List<Class<?>> BENCHMARKS =
      List.of(CodecCost.class, HubFanOut.class, FanOutAllocation.class, QueueCost.class);

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "benchmarks whose full name has this in it, such as CodecCost; repeatable")
  List<String> only = List.of();

  @Option(
      names = "--quick",
      description = "one short iteration of each: whether they run, not what they cost")
  boolean quick;

  @Option(names = "--output", description = "directory of the report (default ${DEFAULT-VALUE})")
  Path output = Path.of("bench/reports/jmh");

  @Override
  public Integer call() throws RunnerException, IOException {
    ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class);
    if (only.isEmpty()) {
      BENCHMARKS.forEach(benchmark -> options.include(benchmark.getName() + "\\."));
    } else {
      only.forEach(options::include);
    }
    if (quick) {
      options
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(300))
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(300));
    }
    List<MicroReport.Point> points =
        new Runner(options.build()).run().stream().map(JmhCommand::point).toList();
    System.out.println(MicroReport.write(output, points, MachineFacts.collect()));
    return 0;
  }

  private static MicroReport.Point point(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    String name = result.getParams().getBenchmark();
    int method = name.lastIndexOf('.');
    Map<String, String> parameters = new TreeMap<>();
    result
        .getParams()
        .getParamsKeys()
        .forEach(key -> parameters.put(key, result.getParams().getParam(key)));
    return new MicroReport.Point(
        name.substring(name.lastIndexOf('.', method - 1) + 1),
        parameters,
        time.getScore(),
        time.getScoreError(),
        time.getScoreUnit(),
        allocated(result));
  }

  private static double allocated(RunResult result) {
    Result<?> figure = result.getSecondaryResults().get("gc.alloc.rate.norm");
    if (figure == null) {
      throw new IllegalStateException("The collector's profiler measured nothing");
    }
    return figure.getScore();
  }
}
