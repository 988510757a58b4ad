package dev.realtime.bench.cli;

import dev.realtime.bench.report.FitReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What grows with what, and how far that reaches. */
@Command(
    name = "fit",
    description = {
      "Fits what the scenario growth has measured and extrapolates to a million connections,",
      "and what ./dev scale has measured to 10,000 services.",
      "First: ./dev bench --scenario growth --target realtime --output bench/reports/growth"
    },
    mixinStandardHelpOptions = true)
final class FitCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      description = "directory with the results, where fit.md goes (default ${DEFAULT-VALUE})")
  Path directory = Path.of("bench/reports/growth");

  @Option(names = "--scale", description = "the runs of ./dev scale (default ${DEFAULT-VALUE})")
  Path scale = Path.of("bench/reports/scale.jsonl");

  @Option(
      names = "--docs",
      description = "document whose marked parts are written anew (default ${DEFAULT-VALUE})")
  Path docs = Path.of("docs/scaling.md");

  @Override
  public Integer call() throws IOException {
    try {
      System.out.println(FitReport.write(directory, scale, docs));
      return CommandLine.ExitCode.OK;
    } catch (IllegalArgumentException tooLittle) {
      System.err.printf(
          "%s holds too little to fit (%s). First: ./dev bench --scenario growth --target realtime"
              + " --output %1$s%n",
          directory, tooLittle.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }
}
