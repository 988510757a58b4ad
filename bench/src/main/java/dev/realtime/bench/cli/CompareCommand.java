package dev.realtime.bench.cli;

import dev.realtime.bench.report.Comparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Whether two runs say the same. */
@Command(
    name = "compare",
    description = "Shows the ratios to the Go peer of two reports side by side.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A", description = "directory of a report")
  Path one = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "directory of another")
  Path other = Path.of("");

  @Override
  public Integer call() throws IOException {
    System.out.print(Comparison.of(one, other).text());
    return CommandLine.ExitCode.OK;
  }
}
